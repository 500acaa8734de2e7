import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { createKey, deleteKey, rotateKey } from './api-keys.ts'
import { createTenant, updateTenant } from './tenants.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const conflict = expect.objectContaining({ code: 'conflict' })
const soon = () => new Date(Date.now() + 3_600_000).toISOString()
const tenant = (id: string) => database.background(id)
const admin = async (tenantId: string, expiresAt: string | null = null) =>
  (await createKey(tenant(tenantId), { name: 'admin', scopes: ['admin'], expiresAt })).id

beforeEach(async () => {
  await owner.platform({ name: 'empty' }, (sql) => sql`delete from control.tenants`)
  for (const id of ['one', 'two']) await createTenant(tenant(id), { name: id, plan: 'starter' })
})

describe('the last admin key', () => {
  it('cannot be revoked, and its tenant can be neither suspended nor deleted', async () => {
    const key = await admin('one')
    await expect(deleteKey(tenant('one'), key)).rejects.toEqual(conflict)
    for (const status of ['suspended', 'deleting'] as const)
      await expect(updateTenant(tenant('one'), { status })).rejects.toEqual(conflict)
    expect((await updateTenant(tenant('one'), { name: 'Renamed' })).status).toBe('active')
  })

  it('is one that outlasts all others: a key that ends sooner does not replace it', async () => {
    const key = await admin('one')
    await admin('two', soon())
    await expect(deleteKey(tenant('one'), key)).rejects.toEqual(conflict)
  })

  it('may go once another tenant has one, and that one is then the last', async () => {
    const [first, second] = [await admin('one'), await admin('two')]
    await deleteKey(tenant('one'), first)
    await expect(deleteKey(tenant('two'), second)).rejects.toEqual(conflict)
    await expect(updateTenant(tenant('two'), { status: 'suspended' })).rejects.toEqual(conflict)
  })

  it('is kept when two admin keys are revoked at the same moment', async () => {
    const keys = [await admin('one'), await admin('two')]
    const [first = '', second = ''] = keys
    const revoked = await Promise.allSettled([deleteKey(tenant('one'), first), deleteKey(tenant('two'), second)])
    expect(revoked.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('may be rotated, because its successor administers as long', async () => {
    const key = await admin('one', soon())
    const { id } = await rotateKey(tenant('one'), key, 0)
    await deleteKey(tenant('one'), key)
    await expect(deleteKey(tenant('one'), id)).rejects.toEqual(conflict)
  })

  it('does not hold up the keys and the tenants that administer nothing', async () => {
    await admin('one')
    const { id } = await createKey(tenant('two'), { name: 'k', scopes: ['items:read'], expiresAt: null })
    await deleteKey(tenant('two'), id)
    expect((await updateTenant(tenant('two'), { status: 'suspended' })).status).toBe('suspended')
  })
})
