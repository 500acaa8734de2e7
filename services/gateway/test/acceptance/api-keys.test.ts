import { calls, type Scope } from '@inkling/contracts'
import { expect, it } from 'vitest'
import type { Api } from '../support/api.ts'
import { holderOf, newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant()
const other = await newTenant()
const listed = async () => (await shop.call(calls.listOwnKeys)).body.data
const create = async (body: object, by: Api = shop) => (await by.call(calls.createOwnKey, { body })).body
/** A key that may manage keys and little else. */
const deputy = async (scopes: readonly Scope[]) =>
  holderOf((await create({ scopes: ['keys:read', 'keys:write', ...scopes] })).key)

it('a tenant creates, uses, rotates and revokes its own keys, and sees which are in use', async () => {
  const made = await create({ name: 'reader', scopes: ['items:read'] })
  expect(made).toMatchObject({ name: 'reader', scopes: ['items:read'], expiresSoon: false, lastUsedAt: null })
  const days = (Date.parse(made.expiresAt ?? '') - Date.parse(made.createdAt)) / 86_400_000
  expect(days).toBeCloseTo(90, 2)
  await holderOf(made.key).call(calls.listItems)
  const next = (await shop.call(calls.rotateOwnKey, { params: { id: made.id }, body: { overlapSeconds: 600 } })).body
  for (const { key } of [made, next]) await holderOf(key).call(calls.listItems)
  expect((await listed()).map(({ id }) => id)).toEqual(expect.arrayContaining([made.id, next.id, shop.keyId]))
  expect(JSON.stringify(await listed())).not.toContain(next.key.split('_').at(-1))
  for (const { id, key } of [made, next]) {
    expect((await shop.call(calls.revokeOwnKey, { params: { id } })).status).toBe(204)
    await eventually(async () =>
      expect((await holderOf(key).refused(calls.listItems)).body.code).toBe('unauthenticated'),
    )
  }
})

it('no key gets more scopes than the one that makes it: not created, not rotated, not changed', async () => {
  const lesser = await deputy(['items:read'])
  const params = { id: shop.keyId }
  const refusals = [
    await lesser.refused(calls.createOwnKey, { body: { scopes: ['items:read', 'items:write'] } }),
    await lesser.refused(calls.rotateOwnKey, { params, body: {} }),
    await lesser.refused(calls.patchOwnKey, { params, body: { name: 'mine' } }),
    await lesser.refused(calls.createOwnKey, { body: { allowedOrigins: ['https://shop.example'] } }),
  ]
  for (const { status, body } of refusals) {
    expect([status, body.code]).toEqual([403, 'forbidden_scope'])
    expect(body.errors).toMatchObject([{ pointer: '/scopes' }])
  }
  expect((await create({}, lesser)).scopes.toSorted()).toEqual(['items:read', 'keys:read', 'keys:write'])
  expect((await shop.refused(calls.createOwnKey, { body: { scopes: ['admin'] } })).status).toBe(403)
  expect((await listed()).find(({ id }) => id === shop.keyId)).toMatchObject({
    name: 'application',
    expiresSoon: false,
  })
})

it('a key without keys:write manages none, and one without keys:read lists none', async () => {
  const reader = holderOf((await create({ scopes: ['items:read'] })).key)
  expect((await reader.refused(calls.listOwnKeys)).body.code).toBe('forbidden_scope')
  expect((await reader.refused(calls.createOwnKey, { body: {} })).body.code).toBe('forbidden_scope')
})

it('the keys of another tenant do not exist', async () => {
  const params = { id: shop.keyId }
  const refusals = [
    await other.refused(calls.revokeOwnKey, { params }),
    await other.refused(calls.rotateOwnKey, { params, body: {} }),
    await other.refused(calls.patchOwnKey, { params, body: { name: 'mine' } }),
  ]
  for (const { body } of refusals) expect(body.code).toBe('not_found')
  expect((await other.call(calls.listOwnKeys)).body.data.map(({ id }) => id)).toEqual([other.keyId])
})

it('a key with allowed origins is publishable, and takes no secret scopes', async () => {
  const allowedOrigins = ['https://shop.example']
  const page = await create({ allowedOrigins })
  expect(page).toMatchObject({ allowedOrigins, scopes: ['events:write', 'predictions:read'] })
  await holderOf(page.key).call(calls.predict, { body: { userId: 'ada' }, headers: { origin: 'https://shop.example' } })
  const secret = await shop.refused(calls.createOwnKey, { body: { allowedOrigins, scopes: ['items:write'] } })
  expect(secret.body.errors).toMatchObject([{ pointer: '/allowedOrigins' }])
})

it('answers an end in the past with 422, which names the field', async () => {
  const { body } = await shop.refused(calls.createOwnKey, { body: { expiresAt: '2020-01-01T00:00:00Z' } })
  expect(body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/expiresAt' }] })
})

it('what a tenant does with its keys is in its audit log, without secrets', async () => {
  const made = await create({ scopes: ['items:read'] })
  await shop.call(calls.revokeOwnKey, { params: { id: made.id } })
  const acts = await eventually(async () => {
    const { data } = (await shop.call(calls.listAuditLog, { query: { keyId: shop.keyId } })).body
    expect(data[0]).toMatchObject({ action: 'key revoked', details: { revoked: made.id } })
    return data
  })
  expect(acts[1]).toMatchObject({ action: 'key created', details: { key: { id: made.id, scopes: ['items:read'] } } })
  expect(JSON.stringify(acts)).not.toContain(made.key.split('_').at(-1))
})
