import type { Corpus } from '../corpus/corpus.ts'
import type { Position } from '../ranking/position.ts'
import { TopHits } from '../ranking/top-hits.ts'
import { compareSorted, type Sort } from './sort.ts'

interface SortedRequest {
  readonly sort: Sort
  readonly limit: number
  readonly after?: Position | undefined
}

/** The first of the documents in these slots, with score 0. */
export function sortedHits(corpus: Corpus, slots: Uint32Array, { sort, limit, after }: SortedRequest): Position[] {
  const order = compareSorted(sort)
  const top = new TopHits(limit, order)
  for (const slot of slots) {
    const document = corpus.slots.document(slot)
    if (document === undefined) continue
    const hit = { score: 0, id: document.id, key: sort.keyOf(document) }
    if (after === undefined || order(after, hit) < 0) top.offer(hit)
  }
  return top.sorted()
}
