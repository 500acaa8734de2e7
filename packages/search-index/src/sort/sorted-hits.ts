import type { Columns } from '../columns/columns.ts'
import type { Corpus } from '../corpus/corpus.ts'
import { compareRank, type ScoredId } from '../ranking/scored-id.ts'
import { TopK } from '../ranking/top-k.ts'
import { compareKeys, compareSorted, type Sort, sortKey } from './sort.ts'

interface SortedRequest {
  readonly sort: Sort
  readonly limit: number
  readonly after?: ScoredId | undefined
}

/** The first documents of these slots in an order, with score 0. Most are skipped by their keys alone. */
export function sortedHits(
  corpus: Corpus,
  columns: Columns,
  slots: Uint32Array,
  { sort, limit, after }: SortedRequest,
): ScoredId[] {
  const order = compareSorted(sort)
  const top = new TopK(limit, order)
  const column = columns.of(sort.field)
  for (const slot of slots) {
    const key = sortKey(column.valueAt(slot))
    const { worst } = top
    if (worst && compareKeys(sort, key, worst.key ?? null) > 0) continue
    if (after && compareKeys(sort, key, after.key ?? null) < 0) continue
    const hit = { score: 0, id: corpus.slots.idOf(slot), key }
    if (after === undefined || order(after, hit) < 0) top.offer(hit)
  }
  return top.sorted()
}

interface ListRequest {
  readonly limit: number
  readonly after?: ScoredId | undefined
}

/** The first documents of these slots by id, with score 0. */
export function firstById(corpus: Corpus, slots: Uint32Array, { limit, after }: ListRequest): ScoredId[] {
  const top = new TopK(limit)
  for (const slot of slots) {
    const id = corpus.slots.idOf(slot)
    const { worst } = top
    if (worst !== undefined && id > worst.id) continue
    const hit = { score: 0, id }
    if (after === undefined || compareRank(after, hit) < 0) top.offer(hit)
  }
  return top.sorted()
}
