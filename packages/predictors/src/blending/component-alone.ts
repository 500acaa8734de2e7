import type { Recency } from '../ranking/recency.ts'
import { TopK } from '../ranking/top-k.ts'
import type { ItemRank } from './blend-outcome.ts'
import type { Expert } from './expert.ts'
import type { Freshness } from './freshness.ts'
import type { RankedItem } from './ranked-item.ts'

/**
 * The predictions of one component by itself: its opinions on seen and on fresh items, by how probable each kind is.
 */
export class ComponentAlone {
  readonly #seen: Expert
  readonly #fresh: Expert
  readonly #freshness: Freshness
  readonly #recency: Recency

  constructor({ seen, fresh }: { seen: Expert; fresh: Expert }, freshness: Freshness, recency: Recency) {
    this.#seen = seen
    this.#fresh = fresh
    this.#freshness = freshness
    this.#recency = recency
  }

  rankOf(item: number): ItemRank {
    const [freshness, seen, fresh] = [this.#freshness, this.#seen, this.#fresh]
    const expert = freshness.isSeen(item) ? seen : fresh
    const probability = freshness.shareOf(item) * expert.likelihood(item, freshness.peersOf(item))
    if (expert.placeOf(item) < 0) return { rank: 0, probability: probability || 1 / freshness.peersOf(-1) }
    const above = seen.above(probability / (1 - freshness.share)) + fresh.above(probability / freshness.share)
    return { rank: above + 1, probability }
  }

  /** Its best items, at most `limit`, in no order. */
  list(limit: number): RankedItem[] {
    const [seen, fresh, { share }] = [this.#seen, this.#fresh, this.#freshness]
    const top = new TopK(Math.min(limit, seen.size + fresh.size), this.#recency)
    for (let n = 0; n < seen.size; n++) top.offer(seen.item(n), (1 - share) * seen.probability(n))
    for (let n = 0; n < fresh.size; n++) top.offer(fresh.item(n), share * fresh.probability(n))
    return Array.from({ length: top.size }, (_, n) => ({ item: top.key(n), probability: top.score(n) }))
  }
}
