import type { Receipt } from '@inkling/database'
import { answerMetrics } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { answering } from './answering.ts'
import { isReceiptId } from './receipt-id.ts'

const secret = 'a secret of at least 32 characters'
const registry = new client.Registry()
let stored: Receipt[] = []
const receipts = { add: (receipt: Receipt) => void stored.push(receipt) }
const answer = answering({ kind: 'search', servedBy: 'index', receipts, secret, metrics: answerMetrics(registry) })

type Found = Awaited<ReturnType<Parameters<typeof answer>[2]>>
let found: Found
const who = { tenantId: 'acme', userId: 'ann', sessionId: 's1' }
const asker = { ...who, limit: 3 }
const app = createServer({ logger: silentLogger })
app.get('/', (_request, reply) => answer(reply, asker, () => found))
beforeEach(() => {
  stored = []
  found = {
    epoch: 7,
    degraded: [],
    data: [
      { itemId: 'tea', score: 3, probability: 0.5 },
      { itemId: 'cup', score: 2 },
    ],
  }
})
afterAll(() => app.close())

const ask = async () => {
  const { headers, json } = await app.inject('/')
  return { headers, body: json() }
}

it('an answer holds the findings, the model that served them and the time', async () => {
  const { body, headers } = await ask()
  expect(body).toMatchObject({ data: found.data, meta: { epoch: 7, servedBy: 'index', cache: 'none', degraded: null } })
  expect(body.meta.tookMs).toBeGreaterThanOrEqual(0)
  expect(body.meta.tookMs).toBeLessThan(10_000)
  expect(body.meta).not.toHaveProperty('corrected')
  expect(body).not.toHaveProperty('epoch')
  expect(headers).not.toHaveProperty('degraded')
})

it('findings can name another model and a corrected query', async () => {
  found = { ...found, servedBy: 'popular', corrected: 'green tea' }
  expect((await ask()).body.meta).toMatchObject({ servedBy: 'popular', corrected: 'green tea' })
})

it('an answer has a receipt that its tenant can give feedback on', async () => {
  const { body } = await ask()
  expect(isReceiptId(secret, 'acme', body.receiptId)).toBe(true)
  expect(stored).toEqual([
    {
      ...who,
      request: { limit: 3 },
      id: body.receiptId,
      kind: 'search',
      epoch: 7,
      itemIds: ['tea', 'cup'],
      scores: [0.5, 2],
      atMs: expect.closeTo(Date.now(), -4),
    },
  ])
})

it('a receipt keeps the facts that learning from clicks needs, and the answer does not show them', async () => {
  found = { ...found, logged: { query: 'tea', isBlended: true } }
  const { body } = await ask()
  expect(stored[0]).toMatchObject({ query: 'tea', isBlended: true })
  expect(JSON.stringify(body)).not.toContain('isBlended')
})

it('a degraded answer names the missing parts, in its body and in a header', async () => {
  found = { ...found, degraded: ['consistency', 'facets'] }
  const { body, headers } = await ask()
  expect(body.meta.degraded).toEqual(['consistency', 'facets'])
  expect(headers.degraded).toBe('consistency, facets')
})

it('counts answers by kind and degraded answers by reason', async () => {
  registry.resetMetrics()
  await ask()
  found = { ...found, degraded: ['facets'] }
  await ask()
  const text = await registry.metrics()
  expect(text).toContain('inkling_scoring_seconds_count{kind="search"} 2')
  expect(text).toContain('inkling_degraded_answers_total{reason="facets"} 1')
  const [, sum = 'none'] = /^inkling_scoring_seconds_sum\{kind="search"\} (.*)$/m.exec(text) ?? []
  expect(Number(sum), 'seconds, not milliseconds').toBeLessThan(1)
})
