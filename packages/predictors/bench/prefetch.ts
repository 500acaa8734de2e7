/**
 * Prefetching by probability and budget against a fixed number of items, at equal waste, on a folder with train.csv.gz
 * and test.csv.gz (`session_id,user_id,item_id,timestamp`). Nothing is learned while testing.
 *
 *   node bench/prefetch.ts FOLDER [--cases 5000] [--budget 10]
 *
 * A case wastes what was fetched and is not used next: requests, or bytes. Items have sizes of 1 kB to 1 MB, drawn by
 * their ids. The cost of a request or a byte is the least with which `choosePrefetch` wastes no more than the first K
 * items of each prediction. Requests are limited to ten per case, and bytes to the mean size of 2 K items.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { choosePrefetch, seededRandom } from '@inkling/learning'
import { prefixCases } from '../src/evaluation/test-case.ts'
import { NextItemModel, type UsageEvent } from '../src/index.ts'
import { tune } from '../src/tuning/tune.ts'

const { values, positionals } = parseArgs({
  options: { cases: { type: 'string', default: '5000' }, budget: { type: 'string', default: '10' } },
  allowPositionals: true,
})
const [folder = '.'] = positionals
const listed = 20
const mostRequests = 10

interface Item {
  probability: number
  sizeBytes: number
  isNext: boolean
}
interface Outcome {
  hitRate: number
  wastedRequests: number
  wastedBytes: number
}

function events(file: string): UsageEvent[] {
  const [, ...lines] = gunzipSync(readFileSync(`${folder}/${file}`))
    .toString()
    .trimEnd()
    .split('\n')
  return lines
    .map((line) => line.split(','))
    .map(([sessionId = '', userId = '', itemId = '', time]) => ({
      sessionId,
      userId,
      itemId,
      atMs: Number(time) * 1000,
    }))
}

/** From 1 kB to 1 MB, evenly on a logarithmic scale. */
function sizeOf(itemId: string): number {
  const hash = [...itemId].reduce((sum, character) => Math.imul(sum, 31) + character.charCodeAt(0), 7)
  return Math.round(1_000 * 1_000 ** seededRandom(hash)())
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function predictions(): Item[][] {
  const model = new NextItemModel()
  for (const event of events('train.csv.gz').sort((a, b) => a.atMs - b.atMs)) model.apply(event)
  const steps = tune(model, { budgetMs: 1_000 * Number(values.budget), clock: cpuMs, isFrozen: true })
  while (!steps.next().done);
  const all = prefixCases(events('test.csv.gz'))
  const stride = Math.max(1, Math.floor(all.length / Number(values.cases)))
  return all
    .filter((_, n) => n % stride === 0)
    .map(({ query, next }) =>
      model
        .predict({ ...query, limit: listed })
        .map(({ itemId, probability }) => ({ probability, sizeBytes: sizeOf(itemId), isNext: itemId === next })),
    )
}

function outcome(cases: readonly Item[][], choose: (items: readonly Item[]) => readonly Item[]): Outcome {
  const sums = { hitRate: 0, wastedRequests: 0, wastedBytes: 0 }
  for (const items of cases) {
    for (const { isNext, sizeBytes } of choose(items)) {
      if (isNext) sums.hitRate++
      else sums.wastedRequests++
      if (!isNext) sums.wastedBytes += sizeBytes
    }
  }
  return {
    hitRate: sums.hitRate / cases.length,
    wastedRequests: sums.wastedRequests / cases.length,
    wastedBytes: sums.wastedBytes / cases.length,
  }
}

/** The outcome at the least cost with which the waste is within the limit, by halving the logarithm of the cost. */
function atWaste(at: (cost: number) => Outcome, isWithin: (outcome: Outcome) => boolean, most: number): Outcome {
  let [low, high] = [Math.log(most) - 25, Math.log(most)]
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2
    if (isWithin(at(Math.exp(middle)))) high = middle
    else low = middle
  }
  return at(Math.exp(high))
}

const cases = predictions()
const percent = (share: number) => `${(100 * share).toFixed(2)} %`
const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(0)} kB`
const meanSize = cases.flat().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / cases.flat().length
console.log(`${folder}, ${cases.length} cases`)
for (const k of [1, 2, 3, 5]) {
  const fixed = outcome(cases, (items) => items.slice(0, k))
  const chosen = (
    items: readonly Item[],
    costOf: (item: Item) => number,
    budget: { bytes?: number; requests?: number },
  ) =>
    choosePrefetch(
      items.map((item) => ({ probability: item.probability, sizeBytes: item.sizeBytes, cost: costOf(item) })),
      budget,
    ).map((index) => items[index] as Item)
  const requests = atWaste(
    (cost) => outcome(cases, (items) => chosen(items, () => cost, { requests: mostRequests })),
    ({ wastedRequests }) => wastedRequests <= fixed.wastedRequests,
    1,
  )
  const bytes = atWaste(
    (cost) =>
      outcome(cases, (items) => chosen(items, ({ sizeBytes }) => cost * sizeBytes, { bytes: 2 * k * meanSize })),
    ({ wastedBytes }) => wastedBytes <= fixed.wastedBytes,
    1e-3,
  )
  console.log(
    `  top ${k}: hit rate ${percent(fixed.hitRate)}, wastes ${fixed.wastedRequests.toFixed(3)},`,
    `${kilobytes(fixed.wastedBytes)};`,
    `by requests ${percent(requests.hitRate)}, wastes ${requests.wastedRequests.toFixed(3)};`,
    `by bytes ${percent(bytes.hitRate)}, wastes ${kilobytes(bytes.wastedBytes)}`,
  )
}
