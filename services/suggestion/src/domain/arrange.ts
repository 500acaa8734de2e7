import { diversify, RankingPolicy } from '@inkling/learning'
import type { RankedCandidate } from './rank.ts'

export interface ArrangeOptions {
  readonly limit: number
  readonly diversity: number
  readonly explorationRate: number
  readonly swapRate: number
  readonly similarity: (a: string, b: string) => number
  readonly random: () => number
}

/** A candidate at its place in the list. */
export interface Placed extends RankedCandidate {
  /** Its place before anything was randomised. */
  readonly rank: number
  /** The chance that it stands there. */
  readonly propensity: number
  /** Whether it is shown to learn how it is liked. */
  readonly isExplored: boolean
  /** If a coin decided its order with a neighbour: the upper place of the two. */
  readonly pairUpper?: number
  /** Of a list that was drafted from two: whose item it is. */
  readonly team?: 'control' | 'treatment'
}

/** The most candidates from which one is explored. */
export const explorable = 50

/** The list to show: diverse, and randomised a little with known propensities. */
export function arrange(ranked: readonly RankedCandidate[], options: ArrangeOptions): Placed[] {
  const { limit, diversity, similarity, random, explorationRate, swapRate } = options
  const greatest = Math.max(1, ranked[0]?.score ?? 1)
  const idAt = (n: number) => ranked[n]?.itemId ?? ''
  const picked = diversify(
    ranked.map(({ score }) => score / greatest),
    { diversity, limit, similarity: (a, b) => similarity(idAt(a), idAt(b)) },
  )
  const isPicked = new Set(picked)
  const order = [...picked, ...[...ranked.keys()].filter((n) => !isPicked.has(n))]
  const candidates = Math.min(order.length, limit + explorable)
  const policy = new RankingPolicy({ candidates, limit, explorationRate, swapRate })
  return policy.draw(random).flatMap(({ candidate, ...place }) => {
    const found = ranked[order[candidate] ?? -1]
    return found ? [{ ...found, rank: candidate, ...place }] : []
  })
}
