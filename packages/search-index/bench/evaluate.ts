/**
 * Accuracy and cost of the index on a test collection.
 *
 *     node packages/search-index/bench/evaluate.ts CORPUS QUERIES QRELS
 *
 * CORPUS `{id, title, text}` and QUERIES `{id, text}` are JSON lines, QRELS lines of `query TAB document TAB relevance`,
 * each gzipped or not. Times are of one thread; each query is timed once, with 10 results, after a pass to warm up.
 */
import { SearchIndex } from '../src/index.ts'
import { accuracy, type Judgements } from './accuracy.ts'
import { millisOf, percentile, rounded } from './cost.ts'
import { type Document, type Query, readLines, readRecords } from './read-lines.ts'

/** As trec_eval: average precision looks this deep. */
const DEPTH = 1000

const [corpusFile, queriesFile, qrelsFile] = process.argv.slice(2)
if (corpusFile === undefined || queriesFile === undefined || qrelsFile === undefined) {
  throw new Error('usage: evaluate.ts CORPUS QUERIES QRELS')
}
const documents = readRecords<Document>(corpusFile)
const judgements = readJudgements(qrelsFile)
const queries = readRecords<Query>(queriesFile).filter(({ id }) => judgements.has(id))

const index = new SearchIndex()
const indexMillis = millisOf(() => {
  for (const document of documents) index.put(document)
})
const found = (query: string, limit: number): string[] => index.search({ query, limit }).hits.map(({ id }) => id)
const runs = queries.map(({ id, text }) => ({ id, found: found(text, DEPTH) }))
const millis = queries.map(({ text }) => millisOf(() => found(text, 10))).sort((a, b) => a - b)

console.log({
  documents: index.size,
  queries: queries.length,
  ...accuracy(runs, judgements),
  millisP50: rounded(percentile(millis, 0.5)),
  millisP99: rounded(percentile(millis, 0.99)),
  indexSeconds: rounded(indexMillis / 1000),
  indexBytes: index.bytes,
})

function readJudgements(file: string): Judgements {
  const judgements = new Map<string, Map<string, number>>()
  for (const line of readLines(file)) {
    const [query = '', document = '', relevance] = line.split('\t')
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(relevance)))
  }
  return judgements
}
