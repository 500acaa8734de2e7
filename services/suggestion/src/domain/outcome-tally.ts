import type { PositionBias } from '@inkling/learning'

export interface TalliedOutcome {
  readonly itemId: string
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
    { itemId, itemIds }: { readonly itemId: string; readonly itemIds: readonly string[] },
    isRejection: boolean,
    bias: Pick<PositionBias, 'examination'>,
    weight: number,
  ): void {
    if (!(weight > 0)) return
    const outcome = this.#of(itemId)
    if (isRejection) {
      outcome.dismissals += weight
      return
    }
    outcome.clicks += weight
    const examinations = itemIds.map((_, place) => bias.examination(place))
    const total = examinations.reduce((sum, examination) => sum + examination, 0)
    for (const [place, shown] of itemIds.entries()) {
      const expected = (weight * (examinations[place] as number)) / total
      if (expected >= leastExpected || shown === itemId) this.#of(shown).expected += expected
    }
  }

  get items(): TalliedOutcome[] {
    return [...this.#items.values()]
  }

  #of(itemId: string): TalliedOutcome {
    const known = this.#items.get(itemId) ?? { itemId, clicks: 0, dismissals: 0, expected: 0 }
    this.#items.set(itemId, known)
    return known
  }
}
