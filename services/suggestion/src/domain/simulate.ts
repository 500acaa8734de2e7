import type { RankingRules, Simulation } from '@inkling/contracts'
import { type LoggedReward, PositionBias, type PositionBiasState, RankingPolicy, Snips } from '@inkling/learning'
import { diverseOrder } from './diverse-order.ts'
import { isWanted } from './learn.ts'
import type { ShownDetails } from './receipt-details.ts'
import { unitOf } from './role.ts'
import { sourceNames } from './sources.ts'

/** A receipt of a suggestion that kept its candidates. */
export interface PooledReceipt {
  readonly id: string
  readonly userId: string | null
  readonly sessionId: string | null
  readonly itemIds: readonly string[]
  readonly details: unknown
  readonly feedback: readonly { readonly itemId: string; readonly signal: string }[]
}

export interface OtherRanking {
  readonly weights?: RankingRules['weights']
  /** The factor of an item by other rules than those of the placement. */
  readonly boostOf?: ((itemId: string) => number) | undefined
  readonly diversity?: number | undefined
  /** How alike two items are; needed for a diversity above 0. */
  readonly similarity?: ((a: string, b: string) => number) | undefined
}

/** Of fewer items, or less of what the other ranking shows, an estimate is doubtful. */
const [leastItems, leastSupport] = [100, 0.9]

/**
 * Ranks answers again by other weights or rules and estimates the clicks per shown item, by SNIPS over exposures (see
 * `Snips`). Each step ranks one answer.
 * @param bias How much each place is looked at
 */
export function* simulate(
  receipts: readonly PooledReceipt[],
  other: OtherRanking,
  bias: PositionBiasState | undefined,
): Generator<void, Simulation> {
  const places = new PositionBias()
  if (bias) places.restore(bias)
  const examination = (position: number) => places.examination(position)
  const sums = new Snips()
  let answers = 0
  for (const receipt of receipts) {
    const rewards = rewardsOf(receipt, other, examination)
    if (rewards.length > 0) answers++
    for (const reward of rewards) sums.add(reward)
    yield
  }
  const people = sums.clusters
  const counts = { answers, people }
  if (people < 2)
    return { ...counts, estimate: null, warnings: ['Too few people got answers that can be ranked again'] }
  const { logged, target: simulated, effect, effectiveSampleSize: effectiveItems, support } = sums.estimate
  return {
    ...counts,
    estimate: { logged, simulated, effect, effectiveItems, support },
    warnings: [
      ...(effectiveItems < leastItems ? [`It rests on ${Math.round(effectiveItems)} shown items only`] : []),
      ...(support < leastSupport ? ['The other ranking shows much that the answers did not; explore more'] : []),
    ],
  }
}

/** The items that answers kept as candidates, each once. */
export const pooledItems = (receipts: readonly PooledReceipt[]): string[] => [
  ...new Set(receipts.flatMap(({ details }) => (details as Partial<ShownDetails>).pool?.itemIds ?? [])),
]

/** One reward for each shown item; none if the receipt is of a version with other sources. */
function rewardsOf(
  { id, itemIds, details, feedback, ...who }: PooledReceipt,
  { weights = {}, boostOf, diversity = 0, similarity = () => 0 }: OtherRanking,
  examination: (position: number) => number,
): LoggedReward[] {
  const { pool, weights: own, shares, sources } = details as Partial<ShownDetails>
  if (!pool || !own || !shares || !sourceNames.every((name, n) => sources?.[n] === name)) return []
  const { limit, swapRate, explorationRate, explored } = pool
  const policy = new RankingPolicy({
    ...{ candidates: pool.itemIds.length, limit, swapRate, explorationRate },
    ...(explored && { explored }),
  })
  const spoken = sourceNames.map((name, n) => ((shares[n] ?? 0) > 0 ? (weights[name] ?? own[n] ?? 0) : 0))
  const ownBoost = (n: number) => pool.boosts?.[n] ?? 1
  const boosted = (itemId: string, n: number) => (boostOf ? boostOf(itemId) / ownBoost(n) : 1)
  const factors = pool.itemIds.map((itemId, n) => (pool.factors[n] ?? 1) * boosted(itemId, n))
  const total = spoken.reduce((sum, weight) => sum + weight, 0) || 1
  const scoreOf = (n: number) =>
    ((factors[n] ?? 1) / total) *
    (pool.scores[n] ?? []).reduce((sum, score, source) => sum + score * (spoken[source] ?? 0), 0)
  const byScore = [...pool.itemIds.keys()].sort((a, b) => scoreOf(b) - scoreOf(a) || a - b)
  const idAt = (place: number) => pool.itemIds[byScore[place] ?? -1] ?? ''
  const order = diverseOrder(byScore.map(scoreOf), {
    ...{ diversity, limit },
    similarity: (a, b) => similarity(idAt(a), idAt(b)),
  })
  const ranks = new Map(order.map((place, rank) => [byScore[place], rank]))
  const wanted = new Set(feedback.filter(({ signal }) => isWanted(signal)).map(({ itemId }) => itemId))
  return itemIds.flatMap((itemId, position) => {
    const n = pool.itemIds.indexOf(itemId)
    const logged = policy.exposure(n, examination)
    if (n < 0 || logged <= 0) return []
    const weight = policy.exposure(ranks.get(n) ?? 0, examination) / logged
    const reward = wanted.has(itemId) ? 1 : 0
    return [{ cluster: unitOf(who) ?? id, weight, reward, examination: examination(position) }]
  })
}
