import type { PositionBias } from '@inkling/learning'

export interface TalliedOutcome {
  readonly itemId: string
  /** When the feedback arrived. */
  readonly atMs: number
  clicks: number
  dismissals: number
  expected: number
}

/** Shares of a click below this are not worth a row. */
const leastExpected = 0.02

/**
 * Sums up how items did. Of a click each shown item was expected to get a share, by how much its place is looked at.
 */
export class OutcomeTally {
  readonly #items = new Map<string, TalliedOutcome>()

  /** @param weight How much the feedback counts, in [0, 1]. */
  add(
    { itemId, itemIds, atMs }: { readonly itemId: string; readonly itemIds: readonly string[]; readonly atMs: number },
    isRejection: boolean,
    bias: Pick<PositionBias, 'examination'>,
    weight: number,
  ): void {
    if (!(weight > 0)) return
    const outcome = this.#of(itemId, atMs)
    if (isRejection) {
      outcome.dismissals += weight
      return
    }
    outcome.clicks += weight
    const examinations = itemIds.map((_, place) => bias.examination(place))
    const total = examinations.reduce((sum, examination) => sum + examination, 0)
    for (const [place, shown] of itemIds.entries()) {
      const expected = (weight * (examinations[place] as number)) / total
      if (expected >= leastExpected || shown === itemId) this.#of(shown, atMs).expected += expected
    }
  }

  get items(): TalliedOutcome[] {
    return [...this.#items.values()]
  }

  #of(itemId: string, atMs: number): TalliedOutcome {
    const key = `${atMs} ${itemId}`
    const known = this.#items.get(key) ?? { itemId, atMs, clicks: 0, dismissals: 0, expected: 0 }
    this.#items.set(key, known)
    return known
  }
}
