import type { FusionWeights } from '../fusion/learned-fusion.ts'

/** A use of an item that a search had shown. */
export interface Click {
  /** Normalised, so that equal queries are equal strings. */
  readonly query: string
  readonly itemId: string
  /** The probability, in (0, 1], that a user looked at the item, given its position. */
  readonly propensity: number
  readonly atMs: number
  /** Whether the search fused all legs over all items, so that the click tells how to weigh legs. */
  readonly isBlended: boolean
}

/** How much an item was used, wherever users found it. */
export interface ItemUse {
  readonly itemId: string
  /** Above 0. */
  readonly weight: number
}

/** Best first. */
type WeightedIds = readonly (readonly [itemId: string, weight: number])[]

/** The results of learning from a tenant's users. Plain data. */
export interface SearchBehaviour {
  /** By query, the items that were clicked among its results. */
  readonly clicks: Readonly<Record<string, WeightedIds>>
  readonly popularity: WeightedIds
  /** Weights of the learned fusion; absent where it is not better. Named by the features of this version. */
  readonly fusion?: FusionWeights
}

const halfLifeMs = 30 * 24 * 3_600_000
const maxQueries = 20_000
const maxItemsPerQuery = 50
const maxPopular = 50_000

export const noBehaviour: SearchBehaviour = { clicks: {}, popularity: [] }

/**
 * Sums clicks by query and item, each divided by the probability that users looked at its position, which corrects for
 * position bias (inverse propensity scoring: Joachims, Swaminathan and Schnabel, WSDM 2017). A click counts half after
 * 30 days. Keeps the most clicked 20,000 queries, 50 items of each, and the most used 50,000 items.
 */
export function learnBehaviour(clicks: Iterable<Click>, uses: Iterable<ItemUse>, nowMs: number): SearchBehaviour {
  const byQuery = new Map<string, Map<string, number>>()
  for (const { query, itemId, propensity, atMs } of clicks) {
    const items = byQuery.get(query) ?? new Map<string, number>()
    byQuery.set(query, items)
    const freshness = 2 ** (-Math.max(0, nowMs - atMs) / halfLifeMs)
    items.set(itemId, (items.get(itemId) ?? 0) + freshness * clickWeight(propensity))
  }
  const total = (items: ReadonlyMap<string, number>) => [...items.values()].reduce((sum, weight) => sum + weight, 0)
  const kept = [...byQuery].sort(([, a], [, b]) => total(b) - total(a)).slice(0, maxQueries)
  const popularity = best(
    Array.from(uses, ({ itemId, weight }) => [itemId, weight] as const),
    maxPopular,
  )
  return {
    clicks: Object.fromEntries(kept.map(([query, items]) => [query, best([...items], maxItemsPerQuery)])),
    popularity,
  }
}

const best = (weights: WeightedIds, most: number): WeightedIds =>
  weights.toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)).slice(0, most)

/** Bounds the weight of a click far down the page, and with it the variance. */
const leastPropensity = 0.1

/** One over the propensity, at most 10. */
export const clickWeight = (propensity: number): number => 1 / Math.max(propensity, leastPropensity)
