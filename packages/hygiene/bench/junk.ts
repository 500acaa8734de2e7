/**
 * Search with 30 % of junk, and after a clean-up by dedupe and decay:
 *     node packages/hygiene/bench/junk.ts FOLDER
 * The folder holds corpus.jsonl.gz, queries.jsonl.gz and qrels.tsv.gz. Half of the junk are copies of documents of
 * which up to 10 % of the words were replaced; half are texts about other things that were used once, a year ago. The
 * documents of the collection were used 0 to 120 days ago.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { seededRandom } from '@inkling/learning'
import { SearchIndex } from '@inkling/search-index'
import { accuracy, rankings } from '@inkling/search-index/evaluation'
import { decayedUses } from '../src/decay.ts'
import { NearDuplicates } from '../src/near-duplicates.ts'

interface Document {
  readonly id: string
  readonly title: string
  readonly text: string
}

const { positionals } = parseArgs({ allowPositionals: true })
const read = (name: string) =>
  gunzipSync(readFileSync(join(positionals[0] ?? '.', name)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
const random = seededRandom(7)
const whole = (below: number) => Math.floor(random() * below)
const documents: Document[] = read('corpus.jsonl.gz').map((line) => JSON.parse(line))
const queries: { id: string; text: string }[] = read('queries.jsonl.gz').map((line) => JSON.parse(line))
const judgements = new Map<string, Map<string, number>>()
for (const line of read('qrels.tsv.gz')) {
  const [query = '', document = '', grade] = line.split('\t')
  judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(grade)))
}

const vocabulary = documents.flatMap(({ text }) => text.split(' '))
const word = () => vocabulary[whole(vocabulary.length)] ?? ''
const at = (place: number): Document => documents[place] ?? { id: '', title: '', text: '' }
/** At most a tenth of the words are replaced, and at least one. */
function edited({ title, text }: Document): Omit<Document, 'id'> {
  const words = text.split(' ')
  for (let edits = Math.ceil(words.length * 0.1 * random()); edits > 0; edits--) words[whole(words.length)] = word()
  return { title, text: words.join(' ') }
}
const other = () => ({ title: word(), text: Array.from({ length: 60 }, word).join(' ') })

const junk = Array.from({ length: Math.round((documents.length * 0.3) / 0.7) }, (_, n) => ({
  id: `junk ${n}`,
  ...(n % 2 === 0 ? edited(at(whole(documents.length))) : other()),
}))
const isUnused = (n: number) => n % 2 === 1
const dayMs = 86_400_000
const scoreOf = (daysAgo: number) => decayedUses([{ count: 1, atMs: -daysAgo * dayMs }], 0, 60)

const duplicates = new NearDuplicates({ leastSimilarity: 0.6 })
const gone = new Map<string, string | undefined>()
for (const { id, title, text } of [...documents, ...junk]) {
  const duplicate = duplicates.add({ id, group: '', text: `${title}\n${text}` })
  if (duplicate) gone.set(id, duplicate.survivorId)
}
for (const { id } of documents) if (scoreOf(whole(121)) < 0.05) gone.set(id, gone.get(id))
for (const [n, { id }] of junk.entries()) if (isUnused(n) && scoreOf(365) < 0.05) gone.set(id, undefined)

const ndcg = (list: readonly Document[], nameOf = (id: string) => id) => {
  const index = new SearchIndex()
  for (const document of list) index.put(document)
  const judged = new Map(
    [...judgements].map(([query, grades]) => [query, new Map([...grades].map(([id, grade]) => [nameOf(id), grade]))]),
  )
  const runs = queries
    .filter(({ id }) => [...(judgements.get(id)?.values() ?? [])].some((grade) => grade > 0))
    .map(({ id, text }) => ({ id, found: rankings.served(index, text, 100) }))
  return accuracy(runs, judged).ndcgAt10
}
const all = [...documents, ...junk]
const clean = all.filter(({ id }) => !gone.has(id))
const found = junk.filter(({ id }) => gone.has(id)).length
const lost = documents.filter(({ id }) => gone.has(id)).length
console.log(`${documents.length} documents, ${junk.length} of junk; ${found} of junk went, and ${lost} documents`)
console.log(`nDCG@10 with junk ${ndcg(all).toFixed(4)}, cleaned ${ndcg(clean, (id) => gone.get(id) ?? id).toFixed(4)}`)
console.log(`nDCG@10 without any junk ${ndcg(documents).toFixed(4)}`)
