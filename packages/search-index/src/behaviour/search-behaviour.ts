import type { FusionWeights } from '../fusion/learned-fusion.ts'

/** One use of an item that a search had shown. */
export interface Click {
  /** In the form that equal queries share. */
  readonly query: string
  readonly itemId: string
  /** The chance, in (0, 1], that the item was looked at, by its place alone. */
  readonly propensity: number
  readonly atMs: number
  /** Whether the search blended all legs over all items, so that the click tells which legs to follow. */
  readonly isBlended: boolean
}

/** An item and how much it was used, wherever it was found. */
export interface ItemUse {
  readonly itemId: string
  /** Above 0. */
  readonly weight: number
}

/** Best first. */
type WeightedIds = readonly (readonly [itemId: string, weight: number])[]

/** What a tenant's users did, as search learns from it. Plain data. */
export interface SearchBehaviour {
  /** By query, what was chosen among its results. */
  readonly clicks: Readonly<Record<string, WeightedIds>>
  readonly popularity: WeightedIds
  /** How to blend, as clicks taught it; absent where they taught nothing that is better. Of features of this version of the software. */
  readonly fusion?: FusionWeights
}

const halfLifeMs = 30 * 24 * 3_600_000
const maxQueries = 20_000
const maxItemsPerQuery = 50
const maxPopular = 50_000

export const noBehaviour: SearchBehaviour = { clicks: {}, popularity: [] }

/**
 * Sums clicks by query and item, each divided by the chance that its place was looked at, so that what was shown first does
 * not stay first for having been there (inverse propensity scoring: Joachims, Swaminathan and Schnabel, WSDM 2017). A click
 * counts half after 30 days. Keeps the most clicked 20,000 queries, 50 items of each, and the most used 50,000 items.
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

/** Bounds what one click far down may weigh, and with it the variance. */
const leastPropensity = 0.1

/** One over the chance that its place was looked at, at most 10, so that what was shown first does not stay first for having been there. */
export const clickWeight = (propensity: number): number => 1 / Math.max(propensity, leastPropensity)
