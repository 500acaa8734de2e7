export interface Dismissal {
  readonly itemId: string
  readonly ageMs: number
}

const dayMs = 86_400_000
/** For so long an item is not shown again; then the dismissal fades, by half in as many days. */
const hiddenDays = 30
/** The most that the score of an item falls because it resembles a dismissed one. */
const mostOfAlike = 0.3
/** How many of the newest dismissals say something of other items. */
const generalised = 20

/** How much a dismissal still counts, in (0, 1]. */
const strengthAt = (ageMs: number): number => Math.min(1, 2 ** (1 - ageMs / (hiddenDays * dayMs)))

/** The items that are not shown, because they were dismissed in the last 30 days. */
export const hiddenBy = (dismissals: readonly Dismissal[]): Set<string> =>
  new Set(dismissals.filter(({ ageMs }) => strengthAt(ageMs) === 1).map(({ itemId }) => itemId))

/**
 * The factor on the score of an item: below 1 if the item was dismissed before, and a little below if it resembles one
 * that was dismissed.
 * @param likeness in [0, 1], of two items
 */
export function dismissalFactor(
  itemId: string,
  dismissals: readonly Dismissal[],
  likeness: (a: string, b: string) => number,
): number {
  let factor = 1
  for (const [n, { itemId: dismissed, ageMs }] of dismissals.entries()) {
    if (dismissed === itemId) return 1 - strengthAt(ageMs)
    if (n >= generalised) continue
    const cost = mostOfAlike * strengthAt(ageMs) * likeness(itemId, dismissed)
    factor = Math.min(factor, 1 - cost)
  }
  return factor
}

/** The dismissed items whose descriptions are needed to find items that resemble them. */
export const generalisedOf = (dismissals: readonly Dismissal[]): string[] =>
  dismissals.slice(0, generalised).map(({ itemId }) => itemId)
