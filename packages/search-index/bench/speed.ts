/**
 * Cost at 10,000 items of about 100 words, or as many as are asked for, on one core.
 *
 *     node packages/search-index/bench/speed.ts CORPUS QUERIES [ITEMS]
 *
 * The items are pieces of 80 words of the corpus, each under the title of its document, in an order that has nothing to
 * do with it; they overlap where it is too small.
 */
import { type Condition, querySyntax, SearchIndex } from '../src/index.ts'
import { cpuMillisOf, millisOf, percentile, rounded } from './cost.ts'
import { type Document, type Query, readRecords } from './read-lines.ts'

const wordsPerDocument = 80
const limit = 10

const [corpusFile, queriesFile, itemCount = '10000'] = process.argv.slice(2)
if (corpusFile === undefined || queriesFile === undefined) throw new Error('usage: speed.ts CORPUS QUERIES')
const documents = readRecords<Document>(corpusFile)
const words = documents.reduce((sum, { text }) => sum + text.split(' ').length, 0)
const stride = Math.max(1, Math.min(wordsPerDocument, Math.floor((0.6 * words) / Number(itemCount))))
const items = shuffled(documents.flatMap(piecesOf)).slice(0, Number(itemCount))
const queries = readRecords<Query>(queriesFile).map(({ text }) => text)

const parsedFacets = querySyntax.parseFacets(['kind', 'tags', 'attributes.length'])
const facets = parsedFacets.ok ? parsedFacets.facets : []
const parsedSort = querySyntax.parseSort('-attributes.length')
const sort = parsedSort.ok ? parsedSort.sort : undefined
const half = filterOf('kind = "paper"')
const few = filterOf('tags in ["t7", "t11"] and attributes.length > 1500')

const index = new SearchIndex()
reportWrites('added')
report('search, whole question', (query) => index.search({ query, limit }))
report('search, three words', (query) => index.search({ query: threeWords(query), limit }))
report('search, being typed', (query) => index.search({ query: threeWords(query).slice(0, -2), limit, prefix: true }))
report('search with facets', (query) => index.search({ query: threeWords(query), limit, facets }))
report('search sorted', (query) => index.search({ query: threeWords(query), limit, sort }))
report('search, half pass', (query) => index.search({ query: threeWords(query), limit, where: half }))
report('search, few pass', (query) => index.search({ query: threeWords(query), limit, where: few }))
report('facets, few pass', (query) => index.search({ query: threeWords(query), limit, where: few, facets }))
report('facets of all', () => index.search({ query: '', limit, facets }))
report('sorted, all', () => index.search({ query: '', limit, sort }))
report('search with highlights', (query) => index.search({ query, limit, highlight: true }))
report('similar to a text', (text) => index.similar({ text, limit }))
report('similar to an item', (_, n) => index.similar({ itemIds: [items[n * 7]?.id ?? ''], limit }))
report('search, blank', () => index.search({ query: '', limit }))
reportWrites('replaced')
reportSnapshot()

function reportWrites(done: string): void {
  const millis = millisOf(() => {
    for (const item of items) index.put(item)
  })
  const text = items.reduce((sum, item) => sum + item.title.length + item.text.length, 0)
  const perSecond = Math.round((1000 * items.length) / millis)
  const ratio = rounded((index.bytes - index.documentBytes) / text)
  console.log(`${done} ${items.length} items, ${perSecond} per second`)
  console.log(`  text ${text} bytes, index ${ratio} times as much, and ${index.documentBytes} bytes of documents`)
}

function reportSnapshot(): void {
  let bytes = new Uint8Array()
  const encodeMillis = millisOf(() => {
    bytes = index.encode()
  })
  const decodeMillis = millisOf(() => SearchIndex.decode(bytes))
  console.log(
    `snapshot of ${bytes.length} bytes, ${rounded(encodeMillis)} ms to write, ${rounded(decodeMillis)} ms to read`,
  )
}

function threeWords(query: string): string {
  return query.split(' ').slice(0, 3).join(' ')
}

/** Fisher and Yates, by a linear congruential generator. */
function shuffled<T>(list: readonly T[]): T[] {
  const found = [...list]
  let state = 1
  for (let last = found.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = state % (last + 1)
    ;[found[last], found[other]] = [found[other]!, found[last]!]
  }
  return found
}

function piecesOf({ id, title, text }: Document): Document[] {
  const words = text.split(' ')
  const count = Math.max(0, Math.floor((words.length - wordsPerDocument) / stride) + 1)
  return Array.from({ length: count }, (_, n) => ({
    id: `${id}.${n}`,
    title,
    text: words.slice(n * stride, n * stride + wordsPerDocument).join(' '),
    kind: title.length % 2 === 0 ? 'paper' : 'letter',
    tags: [`t${n % 40}`, `of ${title.length}`],
    attributes: { length: text.length },
  }))
}

function filterOf(source: string): Condition {
  const parsed = querySyntax.parseFilter(source)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.where
}

function report(name: string, ask: (query: string, n: number) => unknown): void {
  queries.forEach(ask)
  const cpuMillis = cpuMillisOf(() => queries.forEach(ask)) / queries.length
  const millis = queries.map((query, n) => millisOf(() => ask(query, n))).sort((a, b) => a - b)
  const [p50, p99] = [percentile(millis, 0.5), percentile(millis, 0.99)].map(rounded)
  console.log(`${name.padEnd(24)} p50 ${p50} ms, p99 ${p99} ms, processor ${rounded(cpuMillis)} ms`)
}
