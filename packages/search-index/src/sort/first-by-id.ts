import type { Corpus } from '../corpus/corpus.ts'
import { compareRank, type Position } from '../ranking/position.ts'
import { TopHits } from '../ranking/top-hits.ts'

interface ListRequest {
  readonly limit: number
  readonly after?: Position | undefined
}

/** The first by id of the documents in these slots, all with score 0. */
export function firstById(corpus: Corpus, slots: Uint32Array, { limit, after }: ListRequest): Position[] {
  const top = new TopHits(limit)
  for (const slot of slots) {
    const id = corpus.slots.idOf(slot)
    const { worst } = top
    if (worst !== undefined && id > worst.id) continue
    const hit = { score: 0, id }
    if (after === undefined || compareRank(after, hit) < 0) top.offer(hit)
  }
  return top.sorted()
}
