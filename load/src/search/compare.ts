import { accuracy, type Collection, judgedQueries } from '@inkling/search-index/evaluation'
import type { Engine } from './engine.ts'
import { percentile, timed } from './timed.ts'

/** As trec_eval: average precision looks this deep. */
const DEPTH = 1000
const LISTED = 10

/** One row of a table: what an engine costs and finds on a collection. */
export async function compared(engine: Engine, collection: Collection): Promise<string[]> {
  const queries = judgedQueries(collection)
  const indexing = await timed(() => engine.index(collection.documents))
  const runs = []
  for (const { id, text } of queries) runs.push({ id, found: await engine.search(text, DEPTH) })
  const millis: number[] = []
  for (const { text } of queries) millis.push(await timed(() => engine.search(text, LISTED)))
  const { ndcgAt10, map, recallAt100 } = accuracy(runs, collection.judgements)
  return [
    engine.name,
    ...[ndcgAt10, map, recallAt100].map((value) => value.toFixed(3)),
    ...[0.5, 0.99].map((share) => percentile(millis, share).toFixed(2)),
    (indexing / 1000).toFixed(2),
  ]
}
