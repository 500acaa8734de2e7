import { accuracy, type Collection, judgedQueries } from '@inkling/search-index/evaluation'
import type { Engine } from './engine.ts'
import { percentile, timed } from './timed.ts'

/** Average precision looks at this many results, as in trec_eval. */
const depth = 1000
const listed = 10

/** A row of the comparison: accuracy and cost of an engine on a collection. */
export async function compare(engine: Engine, collection: Collection): Promise<string[]> {
  const queries = judgedQueries(collection)
  const indexing = await timed(() => engine.index(collection.documents))
  const runs = []
  for (const { id, text } of queries) runs.push({ id, found: await engine.search(text, depth) })
  const millis: number[] = []
  for (const { text } of queries) millis.push(await timed(() => engine.search(text, listed)))
  const { ndcgAt10, map, recallAt100 } = accuracy(runs, collection.judgements)
  return [
    engine.name,
    ...[ndcgAt10, map, recallAt100].map((value) => value.toFixed(3)),
    ...[0.5, 0.99].map((share) => percentile(millis, share).toFixed(2)),
    (indexing / 1000).toFixed(2),
  ]
}
