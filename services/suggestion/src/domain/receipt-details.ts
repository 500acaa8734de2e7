import type { Placed } from './arrange.ts'
import type { Basis } from './basis.ts'
import type { Ranking } from './rank.ts'
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
}

/** Learning and replaying need no more digits. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6

export function receiptDetails(
  placed: readonly Placed[],
  { shares }: Ranking,
  { version, weights, diversity, models }: Basis & Pick<ShownDetails, 'models'>,
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
  }
}
