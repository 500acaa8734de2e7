import { calls, type Event } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { holderOf, newTenant, operator } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { eventsPerDay, second, stack } from './stack.ts'

const events = (count: number, from = 0): Event[] =>
  Array.from({ length: count }, (_, n) => ({ id: `e${from + n}`, type: 'view', userId: 'ada', itemId: 'a' }))

it('two gateways meter a tenant, hold it to the events of its plan, and let it go on with a larger plan', async () => {
  const tenant = await newTenant({ plan: 'growth' }, stack)
  const [one, two] = [stack.url, second.url].map((url) => holderOf(tenant.key, { url }))
  if (!one || !two) throw new Error('There must be two gateways')
  const usage = async () => (await one.call(calls.getUsage)).body

  const headers = { 'idempotency-key': 'first' }
  const first = { body: events(10), headers }
  await one.call(calls.postEvents, first)
  await one.call(calls.postEvents, first)
  await two.call(calls.postEvents, { body: [...events(5, 10), ...events(3), { type: 'view', itemId: 'a' } as Event] })
  const today = new Date().toISOString().slice(0, 10)
  await eventually(async () => expect((await usage()).quotas).toMatchObject([{ used: 15, isNear: false }]), 30_000)
  expect(await usage()).toMatchObject({
    plan: 'growth',
    quotas: [{ name: 'eventsPerDay', limit: eventsPerDay, share: 15 / eventsPerDay }],
    days: [{ startedAt: `${today}T00:00:00.000Z`, events: 15, errors: 0 }],
  })

  await one.call(calls.postEvents, { body: events(10, 20) })
  const { body, headers: sent } = await one.refused(calls.postEvents, { body: events(1, 30) })
  expect(body).toMatchObject({
    status: 429,
    code: 'quota_exceeded',
    detail: 'The plan growth stores 20 events a day (eventsPerDay), and they are used up until midnight UTC',
  })
  expect(Number(sent.get('retry-after'))).toBeGreaterThan(0)
  expect((await one.attempt(calls.predict, { body: { userId: 'ada' } })).status).toBe(200)
  const repeated = await one.call(calls.postEvents, first)
  expect([repeated.status, repeated.headers.get('idempotent-replayed')]).toEqual([202, 'true'])
  await eventually(async () => expect((await usage()).quotas).toMatchObject([{ used: 25, isNear: true }]), 30_000)
  const refusedByTwo = async () => (await two.attempt(calls.postEvents, { body: events(1, 40) })).status
  await eventually(async () => expect(await refusedByTwo()).toBe(429), 30_000)

  await operator(stack).call(calls.patchTenant, { params: { id: tenant.id }, body: { plan: 'scale' } })
  const larger = async (caller: typeof one) => (await caller.attempt(calls.postEvents, { body: events(1, 50) })).status
  await eventually(async () => expect([await larger(one), await larger(two)]).toEqual([202, 202]))
})
