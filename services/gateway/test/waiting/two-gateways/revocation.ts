import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { holderOf, newTenant, operator, type TestTenant } from '../../support/callers.ts'
import { second, stack } from './stack.ts'

const gateways = [stack.url, second.url]
const admin = operator(stack)

/** What each gateway says to a key. */
const statuses = (key: string) =>
  Promise.all(gateways.map(async (url) => (await holderOf(key, { url }).attempt(calls.listItems)).status))

/** What the gateways say 250 ms after a change was acknowledged, or as soon as both say `expected`. */
async function settled(key: string, expected: number) {
  const untilMs = performance.now() + 250
  let last = await statuses(key)
  while (last.some((status) => status !== expected) && performance.now() < untilMs) last = await statuses(key)
  return last
}

const changes: Readonly<Record<string, (tenant: TestTenant) => Promise<unknown>>> = {
  'a revoked key': ({ id, keyId }) => admin.call(calls.revokeKey, { params: { id, keyId } }),
  'a suspended tenant': ({ id }) => admin.call(calls.patchTenant, { params: { id }, body: { status: 'suspended' } }),
  'a deleted tenant': ({ id }) => admin.call(calls.deleteTenant, { params: { id } }),
  'a key that was rotated without overlap': ({ id, keyId }) =>
    admin.call(calls.rotateKey, { params: { id, keyId }, body: { overlapSeconds: 0 } }),
}

it.each(Object.entries(changes))('two gateways reject %s within 250 ms of the answer', async (_, change) => {
  const tenant = await newTenant({ plan: 'scale' }, stack)
  expect(await statuses(tenant.key)).toEqual([200, 200])
  await change(tenant)
  expect(await settled(tenant.key, 401)).toEqual([401, 401])
})

it('two gateways accept a resumed tenant within 250 ms of the answer', async () => {
  const { id, key } = await newTenant({ plan: 'scale' }, stack)
  await admin.call(calls.patchTenant, { params: { id }, body: { status: 'suspended' } })
  expect(await settled(key, 401)).toEqual([401, 401])
  await admin.call(calls.patchTenant, { params: { id }, body: { status: 'active' } })
  expect(await settled(key, 200)).toEqual([200, 200])
})

it('two gateways serve a new tenant and a new key within 250 ms of the answer', async () => {
  const tenant = await newTenant({ plan: 'scale' }, stack)
  expect(await settled(tenant.key, 200)).toEqual([200, 200])
  const { key } = (await tenant.call(calls.createOwnKey, { body: { name: 'second' } })).body
  expect(await settled(key, 200)).toEqual([200, 200])
})
