/**
 * Next-item accuracy, speed and size on a folder with train.csv.gz and test.csv.gz (`session_id,user_id,item_id,timestamp`).
 *
 *   node bench/evaluate.ts FOLDER [--cases 5000] [--budget 20]
 *
 * Frozen: parameters and weights come from the tail of train, nothing is learned while testing. Every prefix of a test
 * session predicts the item that follows, ranked against all items. --cases thins the test, --budget is tuning time in seconds.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { NextItemModel, tune, type UsageEvent } from '../src/index.ts'

interface Case {
  recent: string[]
  next: string
  atMs: number
}

const { values, positionals } = parseArgs({
  options: { cases: { type: 'string', default: '1000000' }, budget: { type: 'string', default: '20' } },
  allowPositionals: true,
})
const [folder = '.'] = positionals
const microsPerMs = 1000

const train = read('train.csv.gz')
const model = new NextItemModel()
const loadMs = timed(() => {
  for (const event of train) model.apply(event)
})
const tuneMs = timed(() => {
  const steps = tune(model, { budgetMs: Number(values.budget) * 1000, clock: () => performance.now() })
  let step = steps.next()
  while (!step.done) step = steps.next()
  console.log(JSON.stringify({ parameters: step.value.parameters, weights: step.value.weights }))
  console.log('tail of train:', JSON.stringify(rounded(step.value.metrics)))
})
const cases = thinned(casesOf(read('test.csv.gz')), Number(values.cases))
for (const { recent, atMs } of cases.slice(0, 500)) model.predict({ recent, atMs })
report(cases)

function report(cases: readonly Case[]): void {
  const micros = new Float64Array(cases.length)
  const sums = { hitRateAt20: 0, mrrAt20: 0, hitRateAt10: 0, ndcgAt10: 0, hitRateAt1: 0, hitRateAt5: 0 }
  cases.forEach(({ recent, next, atMs }, n) => {
    let rank = 0
    micros[n] =
      microsPerMs *
      timed(() => {
        rank = model.predict({ recent, atMs }).findIndex(({ itemId }) => itemId === next) + 1
      })
    if (rank === 0) return
    sums.hitRateAt20++
    sums.mrrAt20 += 1 / rank
    if (rank === 1) sums.hitRateAt1++
    if (rank <= 5) sums.hitRateAt5++
    if (rank > 10) return
    sums.hitRateAt10++
    sums.ndcgAt10 += 1 / Math.log2(rank + 1)
  })
  micros.sort()
  const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / cases.length]))
  console.log(
    JSON.stringify(
      rounded({
        cases: cases.length,
        ...means,
        scoreMicrosP50: micros[cases.length >> 1],
        scoreMicrosP99: micros[Math.floor(cases.length * 0.99)],
        appliedPerSecond: Math.round((train.length / loadMs) * 1000),
        tuneSeconds: tuneMs / 1000,
        modelBytes: model.bytes,
        bytesPerEvent: model.bytes / train.length,
        snapshotBytes: model.encode().length,
      }),
      null,
      1,
    ),
  )
}

function read(file: string): UsageEvent[] {
  const lines = gunzipSync(readFileSync(`${folder}/${file}`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
  return lines.map((line) => {
    const [sessionId = '', userId = '', itemId = '', timestamp = ''] = line.split(',')
    return { sessionId, userId, itemId, atMs: Number(timestamp) * 1000 }
  })
}

function casesOf(events: readonly UsageEvent[]): Case[] {
  const sessions = Map.groupBy(events, ({ sessionId }) => sessionId)
  return [...sessions.values()].flatMap((session) =>
    session.slice(1).map(({ itemId }, n) => ({
      recent: session.slice(0, n + 1).map((event) => event.itemId),
      next: itemId,
      atMs: session[n]?.atMs ?? 0,
    })),
  )
}

function thinned<T>(all: readonly T[], most: number): T[] {
  const stride = Math.max(1, all.length / most)
  return all.filter((_, n) => Math.floor(n / stride) !== Math.floor((n - 1) / stride))
}

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, v) => (typeof v === 'number' ? Number(v.toPrecision(4)) : v))
}
