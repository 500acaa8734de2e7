/**
 * The cost of search as the catalogue grows, on synthetic items (words by Zipf's law, vocabulary by Heaps' law). On
 * test collections also accuracy and speed beside minisearch, Orama and Postgres full text. One core, no service.
 *
 *   pnpm bench:search [--items 10000x100,100000x100,1000000x30] [COLLECTION…]
 *
 * Seconds are CPU time, milliseconds are elapsed time. A size is items × words per item; a million items have fewer
 * words, so that they fit into Node's default heap. COLLECTION is a folder with corpus.jsonl.gz, queries.jsonl.gz and
 * qrels.tsv.gz.
 */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { lsa, SearchIndex } from '@inkling/search-index'
import { rankings } from '@inkling/search-index/evaluation'
import { announce } from './search/announce.ts'
import { compare } from './search/compare.ts'
import { inklingEngines } from './search/inkling-engine.ts'
import { minisearchEngine } from './search/minisearch-engine.ts'
import { oramaEngine } from './search/orama-engine.ts'
import { postgresEngine } from './search/postgres-engine.ts'
import { processorTime } from './search/processor-time.ts'
import { readCollection } from './search/read-collection.ts'
import { snapshotTimes } from './search/snapshot-times.ts'
import { SyntheticLanguage } from './search/synthetic-items.ts'
import { percentile, timed } from './search/timed.ts'
import { printHead, printRow } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { items: { type: 'string', default: '10000x100,100000x100,1000000x30' } },
})
const { served, ...legs } = rankings
const ways = { ...legs, 'as served': served }
const queryCount = 500
const queryWords = [3, 10]
const listed = 10

const seconds = (millis: number) => (millis / 1000).toFixed(1)

/** Items that are indexed between two readings of the CPU time. */
const batchItems = 1000

async function costRow(size: string): Promise<void> {
  const [items = 0, words = 100] = size.split('x').map(Number)
  const language = new SyntheticLanguage(items, words)
  announce(`${size}: making items`)
  const index = new SearchIndex()
  const held = [...language.items()]
  const textBytes = held.reduce((sum, { title, text }) => sum + title.length + (text?.length ?? 0), 0)
  announce(`${size}: indexing`)
  let indexMillis = 0
  for (let from = 0; from < items; from += batchItems) {
    const batch = held.slice(from, from + batchItems)
    indexMillis += processorTime(() => {
      for (const item of batch) index.put(item)
    }).millis
  }
  const wordBytes = index.bytes
  announce(`${size}: writing and reading a snapshot`)
  const snapshot = await snapshotTimes(index)
  announce(`${size}: fitting a model`)
  const { result: model, millis: fitMillis } = processorTime(() => lsa.fit(held))
  announce(`${size}: placing items`)
  const { millis: placeMillis } = processorTime(() => index.use(model))
  const shares = [wordBytes - index.documentBytes, index.bytes - wordBytes, index.documentBytes]
  printRow([
    items,
    words,
    Math.round((1000 * items) / indexMillis),
    ...[fitMillis, placeMillis, snapshot.writeMillis, snapshot.readMillis].map(seconds),
    `${snapshot.delayMillisP99.toFixed(0)}, ${snapshot.delayMillisMax.toFixed(0)}`,
    (textBytes / 1e6).toFixed(1),
    ...shares.map((bytes) => (bytes / textBytes).toFixed(2)),
    ...(await searchTimes(index, language)),
  ])
}

async function searchTimes(index: SearchIndex, language: SyntheticLanguage): Promise<string[]> {
  const times: string[] = []
  for (const length of queryWords)
    for (const [way, leg] of Object.entries(ways)) {
      announce(`${index.size} items: searching, ${way}, ${length} words`)
      const queries = language.queries(queryCount, length)
      for (const query of queries) leg(index, query, listed)
      const millis: number[] = []
      for (const query of queries) millis.push(await timed(() => leg(index, query, listed)))
      times.push([0.5, 0.99].map((share) => percentile(millis, share).toFixed(2)).join(', '))
    }
  return times
}

if (values.items !== '') {
  const timeHeads = queryWords.flatMap((length) =>
    Object.keys(ways).map((way) => `${way}, ${length} words: p50, p99 ms`),
  )
  const byteHeads = ['index', 'semantic', 'documents'].map((part) => `${part}, bytes per byte of text`)
  const snapshotHeads = ['write s', 'read s', 'event loop delay while it is read: p99, max ms']
  printHead(['items', 'words', 'items/s', 'fit s', 'place s', ...snapshotHeads, 'text MB', ...byteHeads, ...timeHeads])
  for (const size of values.items.split(',')) await costRow(size)
}
for (const folder of positionals) {
  const collection = await readCollection(folder)
  console.log(`\n${basename(folder)}: ${collection.documents.length} documents, ${collection.queries.length} queries\n`)
  printHead(['engine', 'nDCG@10', 'MAP', 'recall@100', 'p50 ms', 'p99 ms', 'index s'])
  for (const start of [...inklingEngines, minisearchEngine, oramaEngine, postgresEngine]) {
    const engine = await start()
    try {
      printRow(await compare(engine, collection))
    } finally {
      await engine.close()
    }
  }
}
