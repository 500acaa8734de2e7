/**
 * Cost at 10,000 items of about 100 words, or as many as are asked for, on one core.
 *
 *     node packages/search-index/bench/speed.ts CORPUS QUERIES [ITEMS]
 *
 * The items are pieces of 80 words of the corpus, each under the title of its document; they overlap where it is too small.
 */
import { SearchIndex } from '../src/index.ts'
import { millisOf, percentile, rounded } from './cost.ts'
import { type Document, type Query, readRecords } from './read-lines.ts'

const WORDS = 80
const LIMIT = 10

const [corpusFile, queriesFile, itemCount = '10000'] = process.argv.slice(2)
if (corpusFile === undefined || queriesFile === undefined) throw new Error('usage: speed.ts CORPUS QUERIES')
const documents = readRecords<Document>(corpusFile)
const words = documents.reduce((sum, { text }) => sum + text.split(' ').length, 0)
const stride = Math.max(1, Math.min(WORDS, Math.floor((0.6 * words) / Number(itemCount))))
const items = documents.flatMap(piecesOf).slice(0, Number(itemCount))
const queries = readRecords<Query>(queriesFile).map(({ text }) => text)

const index = new SearchIndex()
reportWrites('added')
report('search, whole question', (query) => index.search({ query, limit: LIMIT }))
report('search, three words', (query) => index.search({ query: query.split(' ').slice(0, 3).join(' '), limit: LIMIT }))
report('search with highlights', (query) => index.search({ query, limit: LIMIT, highlight: true }))
report('similar to a text', (text) => index.similar({ text, limit: LIMIT }))
report('similar to an item', (_, n) => index.similar({ itemIds: [items[n * 7]?.id ?? ''], limit: LIMIT }))
report('search, blank', () => index.search({ query: '', limit: LIMIT }))
reportWrites('replaced')

function reportWrites(done: string): void {
  const millis = millisOf(() => {
    for (const item of items) index.put(item)
  })
  console.log(
    `${done} ${items.length} items, ${Math.round((1000 * items.length) / millis)} per second, ${index.bytes} bytes`,
  )
}

function piecesOf({ id, title, text }: Document): Document[] {
  const words = text.split(' ')
  const count = Math.max(0, Math.floor((words.length - WORDS) / stride) + 1)
  return Array.from({ length: count }, (_, n) => ({
    id: `${id}.${n}`,
    title,
    text: words.slice(n * stride, n * stride + WORDS).join(' '),
  }))
}

function report(name: string, ask: (query: string, n: number) => unknown): void {
  queries.forEach(ask)
  const millis = queries.map((query, n) => millisOf(() => ask(query, n))).sort((a, b) => a - b)
  console.log(
    `${name.padEnd(24)} p50 ${rounded(percentile(millis, 0.5))} ms, p99 ${rounded(percentile(millis, 0.99))} ms`,
  )
}
