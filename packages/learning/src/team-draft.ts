export interface DraftedItem {
  id: string
  team: 'a' | 'b'
}

/**
 * Interleaves two rankings of ids by team draft: in each round a coin decides which of the two first adds its best item
 * that is not yet in the list (Radlinski, Kurup & Joachims, "How does clickthrough data reflect retrieval quality?",
 * CIKM 2008). A ranking that has no item left lets the other one go on.
 */
export function teamDraft(
  a: readonly string[],
  b: readonly string[],
  limit: number,
  random: () => number,
): DraftedItem[] {
  const drafted = new Map<string, DraftedItem>()
  const best = { a: remaining(a, drafted), b: remaining(b, drafted) }
  while (drafted.size < limit) {
    const before = drafted.size
    for (const team of random() < 0.5 ? (['a', 'b'] as const) : (['b', 'a'] as const)) {
      const id = best[team]()
      if (id !== undefined && drafted.size < limit) drafted.set(id, { id, team })
    }
    if (drafted.size === before) break
  }
  return [...drafted.values()]
}

/** Who gets the clicks of an answer: 1 if all are on items of b, −1 if all are on items of a, 0 without a click. */
export function teamCredit(drafted: readonly DraftedItem[], clickedIds: readonly string[]): number {
  const teams = new Map(drafted.map(({ id, team }) => [id, team]))
  const clicked = [...new Set(clickedIds)].filter((id) => teams.has(id))
  if (clicked.length === 0) return 0
  return clicked.reduce((sum, id) => sum + (teams.get(id) === 'b' ? 1 : -1), 0) / clicked.length
}

/** Returns the next id of the ranking that is not in the list. */
function remaining(ranking: readonly string[], drafted: ReadonlyMap<string, unknown>): () => string | undefined {
  let at = 0
  return () => {
    for (; at < ranking.length; at++) if (!drafted.has(ranking[at] as string)) return ranking[at]
    return undefined
  }
}
