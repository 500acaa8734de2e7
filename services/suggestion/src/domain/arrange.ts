import { RankingPolicy } from '@inkling/learning'
import { diverseOrder } from './diverse-order.ts'
import type { RankedCandidate } from './rank.ts'

export interface ArrangeOptions {
  readonly limit: number
  readonly diversity: number
  readonly explorationRate: number
  readonly swapRate: number
  readonly similarity: (a: string, b: string) => number
  readonly random: () => number
  /** The probabilities of these candidates to be explored; absent: all are alike. */
  readonly explored?: ((candidates: readonly RankedCandidate[]) => readonly number[]) | undefined
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
  const { limit, diversity, similarity, random, explorationRate, swapRate, explored } = options
  const idAt = (n: number) => ranked[n]?.itemId ?? ''
  const order = diverseOrder(
    ranked.map(({ score }) => score),
    { diversity, limit, similarity: (a, b) => similarity(idAt(a), idAt(b)) },
  )
  const candidates = Math.min(order.length, limit + explorable)
  const others = () => order.slice(limit, candidates).map((n) => ranked[n] as RankedCandidate)
  const policy = new RankingPolicy({
    ...{ candidates, limit, explorationRate, swapRate },
    ...(explored && { explored: () => explored(others()) }),
  })
  return policy.draw(random).flatMap(({ candidate, ...place }) => {
    const found = ranked[order[candidate] ?? -1]
    return found ? [{ ...found, rank: candidate, ...place }] : []
  })
}
