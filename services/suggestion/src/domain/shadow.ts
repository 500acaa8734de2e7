import type { Basis } from './basis.ts'
import type { Challenger } from './league.ts'
import { type Contenders, rankBy } from './rank-by.ts'
import { withRules } from './ranking-rules.ts'
import type { ShownLeague } from './receipt-details.ts'
import type { SuggestionSources } from './suggestion-sources.ts'

/** What the challengers of a placement can still do once an answer was given. */
export interface Shadow {
  readonly scenario: string
  readonly challengers: readonly Challenger[]
  /** Ranks by one of them, and writes its ranks of the shown items into the details of the receipt. */
  rank(key: string, sources: SuggestionSources): Promise<void>
}

/** Ranks beyond this one are alike. */
const mostRanks = 50

/**
 * @param contendersOf The candidates of the answer, described by these sources
 * @param shown What the receipt keeps; it is stored a moment after the answer
 */
export function shadowOf(
  { scenario, league, placement }: Basis,
  contendersOf: (sources: SuggestionSources) => Contenders,
  itemIds: readonly string[],
  shown: ShownLeague | undefined,
): Shadow | undefined {
  if (!league || !placement || !shown) return undefined
  return {
    scenario,
    challengers: league.challengers,
    async rank(key, sources) {
      const rules = league.challengers.find((one) => one.key === key)?.rules ?? {}
      const how = { limit: mostRanks, explorationRate: 0, swapRate: 0, random: () => 0 }
      const { drawn, known } = await rankBy(contendersOf(sources), withRules(placement, rules), how)
      if (known && known.missing.length > 0) throw new Error(`${known.missing.join(' and ')} did not answer`)
      const ranks = new Map(drawn.map(({ itemId }, rank) => [itemId, rank]))
      shown.ranks[key] = itemIds.map((itemId) => ranks.get(itemId) ?? null)
    },
  }
}
