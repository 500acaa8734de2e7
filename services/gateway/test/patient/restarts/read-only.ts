import { type Call, calls } from '@inkling/contracts'
import postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../support/api.ts'
import { askHealth } from '../../support/ask-health.ts'
import { newTenant } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { stack } from './stack.ts'

const shop = await newTenant({ plan: 'scale' }, stack)
const view = { body: { type: 'view', sessionId: 's', itemId: 'a' } }
await shop.call(calls.postEvents, view)
await shop.call(calls.putItem, { params: { id: 'a' }, body: { title: 'Lamp' } })
const { receiptId } = await eventually(async () => {
  const { body } = await shop.call(calls.predict, { body: {} })
  expect(body.data).toHaveLength(1)
  return body
})

const health = () => askHealth(stack.url)

/** As after a failover to a standby: all connections end, and new ones can only read. */
async function setReadOnly(value: 'on' | 'off'): Promise<void> {
  const url = new URL(stack.postgres.url('postgres'))
  const sql = postgres(url.href, { max: 1 })
  await sql.unsafe(`alter database inkling set default_transaction_read_only = ${value}`)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'inkling'`
  await sql.end()
}

const writes: readonly [string, Call, Input][] = [
  ['an event', calls.postEvents, view],
  ['events', calls.postEvents, { body: [view.body, view.body] }],
  ['an item', calls.putItem, { params: { id: 'b' }, body: { title: 'B' } }],
  ['items', calls.putItems, { body: [{ id: 'b', title: 'B' }] }],
  ['feedback', calls.postFeedback, { body: { receiptId, itemId: 'a', signal: 'click' } }],
  ['a run', calls.createRun, { body: { kind: 'train' } }],
]

describe('a Postgres that only reads', () => {
  it('answers every write with a retryable 503, goes on predicting, and health says that it is degraded', async () => {
    await setReadOnly('on')
    for (const [name, call, input] of writes)
      await eventually(async () => {
        const { body, headers } = await shop.refused(call, input)
        expect(body, name).toMatchObject({ status: 503, code: 'dependency_unavailable', retryable: true })
        expect(Number(headers.get('retry-after')), name).toBeGreaterThan(0)
      })
    expect((await shop.call(calls.predict, { body: {} })).body.data).toHaveLength(1)
    await eventually(async () => expect((await health()).status).toBe('degraded'))
  })

  it('takes every write again by itself once Postgres writes again, and health says ok', async () => {
    await setReadOnly('off')
    for (const [, call, input] of writes) await eventually(() => shop.call(call, input))
    await eventually(async () => expect((await health()).status).toBe('ok'), 45_000)
  })
})
