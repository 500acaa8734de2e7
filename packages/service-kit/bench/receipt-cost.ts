/**
 * What a receipt costs an answer: the time of the request alone, and the processor time of storing it later.
 *
 *   node packages/service-kit/bench/receipt-cost.ts [--answers 200000]
 *
 * The same suggestion of ten items is answered with its receipt and, as for requests that refuse consent, without, in
 * turns. Postgres is left out: rows are made and thrown away.
 */
import { parseArgs } from 'node:util'
import { type Database, ReceiptWriter } from '@inkling/database'
import client from '@prometheus-io/client'
import { answering } from '../src/answers/answering.ts'

const { values } = parseArgs({ options: { answers: { type: 'string', default: '200000' } } })
const [answers, batch, rounds] = [Number(values.answers), 1_000, 5]

const items = Array.from({ length: 10 }, (_, n) => ({ itemId: `handbook/page-${n}`, score: 1 / (n + 1) }))
const details = {
  ...{ version: 12, models: { prediction: '48211.4021.0.2', search: 'a1b2c3d4.7.19' }, diversity: 0 },
  sources: ['coOccurrence', 'nextItem', 'textSimilarity', 'trend', 'timeOfWeek', 'usualHour'],
  ...{ weights: [3, 2, 2.5, 0.25, 1, 0.25], shares: [0.4, 0.2, 0.3, 0.05, 0.03, 0.02] },
  ...{ scores: items.map(() => [0.5, 0.25, 1, 0, 0, 0.1]), factors: items.map(() => ({ appeal: 1.02 })) },
}
const asker = { tenantId: 'acme', userId: 'ann', context: { itemIds: ['handbook'] }, limit: 10 }
const logged = { scenario: 'page', propensities: items.map(() => 1), details }
const find = () => ({ data: items, epoch: 41_877, degraded: [], logged })

const sql = Object.assign(async () => [], { json: (value: unknown) => JSON.stringify(value) })
const transaction = (_: string, work: (given: typeof sql) => Promise<unknown>) => work(sql)
const database = { background: (tenantId: string) => ({ tenantId, transaction }) } as unknown as Database
const receipts = new ReceiptWriter(database, { warn: () => {} })
const answer = answering({ kind: 'suggestion', servedBy: 'bench', receipts, secret: 'a secret of 32 characters or so' })
const replyTo = (headers: object) => ({ header: () => {}, request: { method: 'POST', headers } }) as never

/** Microseconds per answer. */
interface Times {
  readonly answerUs: number
  /** What is stored in between. */
  readonly storeUs: number
}

async function time(headers: object): Promise<Times> {
  let [answerMs, storeMs] = [0, 0]
  for (let from = 0; from < answers; from += batch) {
    const startedMs = performance.now()
    for (let n = 0; n < batch; n++) await answer(replyTo(headers), asker, find)
    const answeredMs = performance.now()
    await receipts.flush()
    answerMs += answeredMs - startedMs
    storeMs += performance.now() - answeredMs
  }
  return { answerUs: (1_000 * answerMs) / answers, storeUs: (1_000 * storeMs) / answers }
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
client.register.clear()
await time({})
const withReceipt: Times[] = []
const without: Times[] = []
for (let round = 0; round < rounds; round++) {
  withReceipt.push(await time({}))
  without.push(await time({ consent: 'none' }))
}
const answerUs = (of: readonly Times[]) => median(of.map((one) => one.answerUs))
console.log('| | µs |\n|---|---|')
console.log(`| an answer without a receipt | ${answerUs(without).toFixed(1)} |`)
console.log(`| the receipt adds | ${(answerUs(withReceipt) - answerUs(without)).toFixed(1)} |`)
console.log(`| storing it later | ${median(withReceipt.map((one) => one.storeUs)).toFixed(1)} |`)
