import { calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { sharedStack } from '../support/shared-stack.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack({ ...stackEnvironment, FAULT_INJECTION: 'on-in-production' })
afterAll(() => stack.stop())
const admin = operator(stack)
const [shop, other] = await Promise.all([newTenant({}, stack), newTenant({}, stack)])
const search = { body: { q: 'otter' } }
const fault = { kind: 'error', dependency: 'search', service: 'gateway', seconds: 120 }

it('hits the calls of one tenant alone, and ends when an operator ends it', async () => {
  const { body } = await admin.call(calls.injectFault, { body: { ...fault, tenantId: shop.id } })
  await eventually(async () => {
    expect((await shop.attempt(calls.search, search)).status).toBe(503)
  })
  expect((await other.call(calls.search, search)).status).toBe(200)
  expect((await admin.call(calls.listFaults)).body.data).toMatchObject([{ id: body.id, tenantId: shop.id }])
  await admin.call(calls.endFaults, { query: { id: body.id } })
  await admin.call(calls.resetCircuitBreakers, { body: {} })
  await eventually(async () => expect((await shop.attempt(calls.search, search)).status).toBe(200))
  expect((await admin.call(calls.listFaults)).body.data).toEqual([])
})

it('stops an experiment whose treatment fails while search does, by its guardrail', async () => {
  await shop.call(calls.putItems, { body: ['lamp', 'bulb', 'cord'].map((id) => ({ id, title: `Lamp ${id}` })) })
  const views = ['lamp', 'bulb', 'cord'].map((itemId) => ({ type: 'view', sessionId: 's', itemId }))
  await shop.call(calls.postEvents, { body: views })
  const suggest = async (userId: string) =>
    (await shop.call(calls.suggest, { body: { context: { itemIds: ['lamp'] }, userId } })).body
  await eventually(async () => expect((await suggest('first')).data).toHaveLength(2))
  // Only the treatment asks search anew for each answer.
  const treatment = { boost: [{ filter: 'title = "Lamp cord"', factor: 2 }] }
  const body = { name: 'A rule', design: 'ab', treatment, outcomeSeconds: 1 } as const
  const { id } = (await shop.call(calls.createExperiment, { body })).body
  await eventually(async () => expect((await suggest('first')).meta.experiment?.id).toBe(id))
  const hit = { kind: 'error', dependency: 'search', service: 'suggestion', tenantId: shop.id, seconds: 120 }
  const injected = await admin.call(calls.injectFault, { body: hit })
  await eventually(async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, n) => suggest(`early ${n}`)))
    expect(people.some(({ meta }) => meta.degraded?.includes('search'))).toBe(true)
  })
  for (let n = 0; n < 80; n += 8) await Promise.all(Array.from({ length: 8 }, (_, i) => suggest(`person ${n + i}`)))
  await eventually(async () => {
    const { state, reason, result } = (await shop.call(calls.getExperiment, { params: { id } })).body
    expect([state, reason], JSON.stringify(result)).toEqual(['stopped', 'failures'])
  }, 20_000)
  await admin.call(calls.endFaults, { query: { id: injected.body.id } })
  await admin.call(calls.resetCircuitBreakers, { body: {} })
})

it.each([
  [{ kind: 'latency', dependency: 'search', seconds: 1 }, '/latencyMs'],
  [{ kind: 'error', seconds: 1 }, '/dependency'],
  [{ kind: 'block', seconds: 1 }, '/blockMs'],
  [{ ...fault, share: 0 }, '/share'],
])('refuses %o and names the field', async (wrong, pointer) => {
  const { status, body } = await admin.refused(calls.injectFault, { body: wrong })
  expect(status).toBe(422)
  expect(body.errors?.map((error) => error.pointer)).toContain(pointer)
})

it('is refused where the configuration does not allow it, and to tenants', async () => {
  const { status, body } = await operator(sharedStack()).refused(calls.injectFault, { body: fault })
  expect(status).toBe(409)
  expect(body.detail).toContain('FAULT_INJECTION=on')
  expect((await shop.refused(calls.injectFault, { body: fault })).status).toBe(403)
})
