import { calls, type Operation } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { holderOf, newTenant, newTenantId, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const admin = operator()
const usable = (key: string) => holderOf(key).call(calls.listItems)
const codeFor = async (key: string) => (await holderOf(key).refused(calls.listItems)).body.code
const isShutOut = (key: string) => eventually(async () => expect(await codeFor(key)).toBe('unauthenticated'))

describe('creation', () => {
  it('creates a tenant with a first key that works and is shown only once', async () => {
    const id = newTenantId()
    const { status, body } = await admin.call(calls.createTenant, { body: { id, name: 'Corner shop', plan: 'growth' } })
    expect(status).toBe(201)
    expect(body).toMatchObject({ id, name: 'Corner shop', plan: 'growth', status: 'active' })
    await usable(body.apiKey.key)
    const listed = (await admin.call(calls.listKeys, { params: { id } })).body.data
    expect(listed.map((key) => key.id)).toEqual([body.apiKey.id])
    expect(listed[0]).not.toHaveProperty('key')
    expect((await admin.call(calls.getTenant, { params: { id } })).body).toMatchObject({ id, name: 'Corner shop' })
  })

  it('answers a tenant id that is taken with 409', async () => {
    const { id } = await newTenant()
    expect((await admin.refused(calls.createTenant, { body: { id } })).body).toMatchObject({
      status: 409,
      code: 'conflict',
    })
  })

  it('answers an invalid tenant id with 422', async () => {
    for (const id of ['', 'Upper', '-x', 'a b', 'x'.repeat(64)])
      expect((await admin.refused(calls.createTenant, { body: { id } })).body.errors).toMatchObject([
        { pointer: '/id' },
      ])
  })

  it('lists tenants page by page', async () => {
    const wanted = [await newTenant(), await newTenant(), await newTenant()].map(({ id }) => id)
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { data, page } = (await admin.call(calls.listTenants, { query: { limit: 2, ...(cursor && { cursor }) } }))
        .body
      seen.push(...data.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(expect.arrayContaining(wanted))
    expect(new Set(seen).size).toBe(seen.length)
  })
})

describe('keys', () => {
  it('a rotated key works until the overlap ends, beside its successor with the same scopes', async () => {
    const { id, keyId, key } = await newTenant()
    const successor = await admin.call(calls.rotateKey, { params: { id, keyId }, body: { overlapSeconds: 600 } })
    expect(successor.status).toBe(201)
    await usable(key)
    await usable(successor.body.key)
    const listed = (await admin.call(calls.listKeys, { params: { id } })).body.data
    expect(new Set(listed.map(({ scopes }) => scopes.join())).size).toBe(1)
    expect(Date.parse(listed.find((one) => one.id === keyId)?.expiresAt ?? '')).toBeGreaterThan(Date.now())
  })

  it('rejects a key that was rotated without overlap', async () => {
    const { id, keyId, key } = await newTenant()
    const successor = await admin.call(calls.rotateKey, { params: { id, keyId }, body: { overlapSeconds: 0 } })
    await isShutOut(key)
    expect((await usable(successor.body.key)).status).toBe(200)
  })

  it('rejects a revoked key', async () => {
    const { id, keyId, key } = await newTenant()
    await usable(key)
    expect((await admin.call(calls.revokeKey, { params: { id, keyId } })).status).toBe(204)
    await isShutOut(key)
    expect((await admin.refused(calls.revokeKey, { params: { id, keyId } })).status).toBe(404)
  })

  it('an additional key has the scopes and the expiry that it was given', async () => {
    const { id } = await newTenant()
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    const body = { name: 'reader', scopes: ['items:read'], expiresAt }
    const created = await admin.call(calls.createKey, { params: { id }, body })
    expect(created.body).toMatchObject(body)
    await usable(created.body.key)
  })
})

describe('rotations', () => {
  it('of eight rotations of a key at the same moment, one makes a successor and seven are 409', async () => {
    const { id, keyId } = await newTenant()
    const rotate = () => admin.attempt(calls.rotateKey, { params: { id, keyId }, body: {} })
    const statuses = (await Promise.all(Array.from({ length: 8 }, rotate))).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
    expect((await admin.call(calls.listKeys, { params: { id } })).body.data).toHaveLength(2)
  })
})

describe('standing', () => {
  it('rejects a suspended tenant, keeps its data, and accepts it again when it is resumed', async () => {
    const { id, key, call } = await newTenant()
    await call(calls.putItem, { params: { id: 'kept' }, body: { title: 'Kept' } })
    const suspended = await admin.call(calls.patchTenant, { params: { id }, body: { status: 'suspended' } })
    expect(suspended.body.status).toBe('suspended')
    await isShutOut(key)
    await admin.call(calls.patchTenant, { params: { id }, body: { status: 'active' } })
    await eventually(() => usable(key))
    expect((await call(calls.getItem, { params: { id: 'kept' } })).body.title).toBe('Kept')
  })

  it('rejects a deleted tenant at once and erases it by an operation', async () => {
    const { id, key, call } = await newTenant()
    await call(calls.putItem, { params: { id: 'secret' }, body: { title: 'Secret' } })
    const deletion = await admin.call(calls.deleteTenant, { params: { id } })
    expect(deletion.status).toBe(202)
    await isShutOut(key)
    expect(await ended(deletion.headers.get('location'))).toMatchObject({ kind: 'erase', state: 'succeeded' })
    expect((await admin.refused(calls.getTenant, { params: { id } })).body.code).toBe('not_found')
  })

  it('never gives the id of an erased tenant to another', async () => {
    const { id, call } = await newTenant()
    await call(calls.putItem, { params: { id: 'secret' }, body: { title: 'Secret' } })
    await call(calls.postEvents, { body: { type: 'view', userId: 'ada', itemId: 'secret' } })
    await eventually(async () => {
      expect((await call(calls.search, { body: { q: 'secret' } })).body.data).toHaveLength(1)
      expect((await call(calls.predict, { body: { userId: 'ada' } })).body.data).toHaveLength(1)
    })
    const { headers } = await admin.call(calls.deleteTenant, { params: { id } })
    await ended(headers.get('location'))
    expect((await admin.refused(calls.createTenant, { body: { id } })).body.code).toBe('conflict')
    expect((await admin.refused(calls.getTenant, { params: { id } })).body.code).toBe('not_found')
  })

  it('answers an unknown tenant with 404', async () => {
    const params = { id: newTenantId() }
    for (const call of [calls.getTenant, calls.deleteTenant, calls.listKeys])
      expect((await admin.refused(call, { params })).body.code).toBe('not_found')
    const patch = await admin.refused(calls.patchTenant, { params, body: { status: 'suspended' } })
    expect(patch.body.code).toBe('not_found')
  })
})

/** The operation at a Location, once it has ended, as the operator sees it. */
const ended = (location: string | null): Promise<Operation> =>
  eventually(async () => {
    const id = location?.split('/').at(-1) ?? ''
    const operation = (await admin.call(calls.getOperation, { params: { id } })).body
    expect(['succeeded', 'failed']).toContain(operation.state)
    return operation
  }, 20_000)
