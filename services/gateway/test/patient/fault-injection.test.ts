import { calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
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

it('is refused to tenants', async () => {
  expect((await shop.refused(calls.injectFault, { body: fault })).status).toBe(403)
})
