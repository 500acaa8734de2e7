import type { ExperimentRole, RankingRules } from '@inkling/contracts'
import { explorable, type Placed } from './arrange.ts'
import type { Basis } from './basis.ts'
import { exploredByThompson } from './explored-by-thompson.ts'
import type { PlacementLeague } from './league.ts'
import type { Ranking } from './rank.ts'
import type { Role } from './role.ts'
import { sourceNames } from './sources.ts'

/** What a receipt keeps of a suggestion, to learn from it and to explain it. Lists are in the order of its items. */
export interface ShownDetails {
  /** Of the weights. */
  readonly version: number
  /** The versions of the models that listed the candidates, by service. */
  readonly models: Readonly<Record<string, string>>
  readonly sources: readonly string[]
  readonly weights: readonly number[]
  /** The weights of the sources that listed anything, as shares of all of these. */
  readonly shares: readonly number[]
  readonly diversity: number
  /** What each source scored each item. */
  readonly scores: readonly (readonly number[])[]
  /** What multiplied the score of each item. */
  readonly factors: readonly Readonly<Record<string, number>>[]
  /** The upper places of neighbours whose order a coin decided. */
  readonly pairs?: readonly number[]
  /** The places that show an item from further down. */
  readonly explored?: readonly number[]
  readonly experiment?: ShownExperiment
  readonly league?: ShownLeague
  readonly pool?: ShownPool
  /** The network that asked, as `Principal` names it. */
  readonly visitor?: string
}

/** All candidates of an answer, best first, and how it was randomised. Some answers keep them for what-ifs. */
interface ShownPool {
  readonly limit: number
  readonly swapRate: number
  readonly explorationRate: number
  /** The probabilities of the candidates after the shown ones to be explored, if they are not alike. */
  readonly explored?: readonly number[]
  readonly itemIds: readonly string[]
  readonly scores: readonly (readonly number[])[]
  /** The product of those of each item. */
  readonly factors: readonly number[]
  /** The part of these that is due to rules of the placement; absent if it is 1 for all items. */
  readonly boosts?: readonly number[]
}

/** How the rankings of the placement order the shown items, if a coin decided the order of any. */
export interface ShownLeague {
  /** The key of the ranking that served. */
  readonly serving: string
  /** By key: the rank of each shown item, from 0; null if it is not among the first. */
  readonly ranks: Record<string, readonly (number | null)[]>
}

/** The experiment that an answer was part of. */
interface ShownExperiment extends ExperimentRole {
  /** By which it was ranked; of an interleaved one, those of the control. */
  readonly rules: RankingRules
  /** Of an interleaved answer: whose each item is. */
  readonly teams?: readonly ('control' | 'treatment')[]
}

/** Learning and replaying need no more digits. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6

export function receiptDetails(
  placed: readonly Placed[],
  { shares }: Ranking,
  { version, weights, diversity, models, pool, role, league }: Basis & Pick<ShownDetails, 'models' | 'pool'>,
): ShownDetails {
  const pairs = [...new Set(placed.flatMap(({ pairUpper }) => pairUpper ?? []))]
  const explored = placed.flatMap(({ isExplored }, place) => (isExplored ? [place] : []))
  return {
    version,
    models,
    sources: sourceNames,
    weights: weights.map(rounded),
    shares: shares.map(rounded),
    diversity,
    scores: placed.map(({ scores }) => scores.map(rounded)),
    factors: placed.map(({ factors }) => factors),
    ...(pairs.length > 0 && { pairs }),
    ...(explored.length > 0 && { explored }),
    ...(league && pairs.length > 0 && { league: shownLeague(league, placed) }),
    ...(pool && { pool }),
    ...(role && { experiment: shownExperiment(role, placed) }),
  }
}

function shownExperiment({ id, variant, rules }: Role, placed: readonly Placed[]): ShownExperiment {
  const teams = placed.flatMap(({ team }) => team ?? [])
  return { id, variant, rules, ...(teams.length > 0 && { teams }) }
}

/** The challengers rank after the answer was given. */
const shownLeague = ({ serving }: PlacementLeague, placed: readonly Placed[]): ShownLeague => ({
  serving,
  ranks: { [serving]: placed.map(({ rank }) => rank) },
})

/** Of the ranking before it was randomised, by the learned weights: a what-if compares other weights with these. */
export function shownPool(
  { items, shares }: Ranking,
  { weights, thompson }: Pick<Basis, 'weights' | 'thompson'>,
  { limit, swapRate, explorationRate }: Pick<ShownPool, 'limit' | 'swapRate' | 'explorationRate'>,
): ShownPool {
  const pool = items.slice(0, limit + explorable)
  const boosts = pool.map(({ factors }) => rounded(factors.boost ?? 1))
  return {
    ...{ limit, swapRate, explorationRate },
    ...(thompson && { explored: exploredByThompson(pool.slice(limit), shares, weights, thompson.precisions) }),
    itemIds: pool.map(({ itemId }) => itemId),
    scores: pool.map(({ scores }) => scores.map((score) => Math.round(score * 1e3) / 1e3)),
    factors: pool.map(({ factors }) =>
      rounded(Object.values(factors).reduce((product, factor) => product * factor, 1)),
    ),
    ...(boosts.some((boost) => boost !== 1) && { boosts }),
  }
}
