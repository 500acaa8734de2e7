import { calls, type Event } from '@inkling/contracts'
import postgres from 'postgres'
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
  const quota = async (name: string) => (await usage()).quotas.find((each) => each.name === name)

  const headers = { 'idempotency-key': 'first' }
  const first = { body: events(10), headers }
  await one.call(calls.postEvents, first)
  await one.call(calls.postEvents, first)
  await two.call(calls.postEvents, { body: [...events(5, 10), ...events(3), { type: 'view', itemId: 'a' } as Event] })
  const today = new Date().toISOString().slice(0, 10)
  await eventually(async () => expect(await quota('eventsPerDay')).toMatchObject({ used: 15, isNear: false }), 30_000)
  expect(await quota('eventsPerDay')).toMatchObject({ limit: eventsPerDay, share: 15 / eventsPerDay })
  expect(await usage()).toMatchObject({
    plan: 'growth',
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
  await eventually(async () => expect(await quota('eventsPerDay')).toMatchObject({ used: 25, isNear: true }), 30_000)
  const refusedByTwo = async () => (await two.attempt(calls.postEvents, { body: events(1, 40) })).status
  await eventually(async () => expect(await refusedByTwo()).toBe(429), 30_000)

  await operator(stack).call(calls.patchTenant, { params: { id: tenant.id }, body: { plan: 'scale' } })
  const larger = async (caller: typeof one) => (await caller.attempt(calls.postEvents, { body: events(1, 50) })).status
  await eventually(async () => expect([await larger(one), await larger(two)]).toEqual([202, 202]))
})

const setPlan = (limits: Record<string, number>) =>
  operator(stack).call(calls.putPlan, { params: { name: 'growth' }, body: { limits } })

it('a changed plan holds at every gateway within a second, and is in the audit log', async () => {
  const tenant = await newTenant({ plan: 'growth' }, stack)
  const [one, two] = [stack.url, second.url].map((url) => holderOf(tenant.key, { url }))
  if (!one || !two) throw new Error('There must be two gateways')
  const status = async (caller: typeof one) => (await caller.attempt(calls.listItems)).status
  expect([await status(one), await status(two)]).toEqual([200, 200])
  try {
    await setPlan({ eventsPerDay, requestsPerMinute: 1, keyRequestsPerMinute: 1 })
    await eventually(async () => expect([await status(one), await status(two)]).toEqual([429, 429]))
    const limits = (await operator(stack).call(calls.listPlans)).body.data.find(({ name }) => name === 'growth')?.limits
    expect(limits).toMatchObject({ requestsPerMinute: 1, eventsPerDay, waitingRuns: 300 })
  } finally {
    await setPlan({ eventsPerDay })
  }
  await eventually(async () => expect([await status(one), await status(two)]).toEqual([200, 200]))
  await eventually(async () => {
    const { data } = (await operator(stack).call(calls.listAuditLog, { query: { action: 'plan changed' } })).body
    expect(data[0]?.details).toMatchObject({
      before: { limits: { requestsPerMinute: 1 } },
      after: { limits: { requestsPerMinute: 30_000 } },
    })
  })
  const wrong = await operator(stack).refused(calls.putPlan, {
    params: { name: 'growth' },
    body: { limits: { streams: 0 } },
  })
  expect(wrong.body).toMatchObject({ status: 422, errors: [{ pointer: '/limits/streams' }] })
  expect((await tenant.refused(calls.listPlans)).body.code).toBe('forbidden_scope')
})

it('refuses items beyond the plan until a count finds fewer, and says so; changes and deletions go on', async () => {
  const tenant = await newTenant({ plan: 'growth' }, stack)
  const owner = postgres(stack.ownerUrl, { max: 1 })
  const put = (id: string) => ({ params: { id }, body: { title: id } })
  try {
    await setPlan({ eventsPerDay, items: 2 })
    for (const id of ['a', 'b', 'c']) await tenant.call(calls.putItem, put(id))
    await owner`select operations.measure_stored()`
    const refusal = async () => (await tenant.refused(calls.putItem, put('c'))).body
    await eventually(async () => expect(await refusal()).toMatchObject({ status: 429, code: 'quota_exceeded' }), 60_000)
    expect((await refusal()).detail).toContain('allows 2 items (items), and they are used up until a measurement')
    const { quotas, hours } = (await tenant.call(calls.getUsage)).body
    expect(quotas.find(({ name }) => name === 'items')).toMatchObject({ limit: 2, used: 3, isNear: true })
    expect(hours.at(-1)).toMatchObject({ items: 3 })
    await tenant.call(calls.patchItem, { params: { id: 'a' }, body: { title: 'A' } })
    for (const id of ['b', 'c']) await tenant.call(calls.deleteItem, { params: { id } })
    await owner`select operations.measure_stored()`
    await eventually(async () => expect((await tenant.attempt(calls.putItem, put('d'))).status).toBe(201), 60_000)
  } finally {
    await setPlan({ eventsPerDay })
    await owner.end()
  }
}, 180_000)
