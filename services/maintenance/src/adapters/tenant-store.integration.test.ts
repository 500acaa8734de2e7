import { applicationScopes } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createTenant, listTenants, readTenant, updateTenant } from './tenant-store.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const create = (id: string) => createTenant(database, { id, name: id.toUpperCase(), plan: 'starter' })
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('tenant store', () => {
  it('creates a tenant with a key for its application, which administers nothing', async () => {
    const { apiKey, ...tenant } = await create('acme')
    const facts = { id: 'acme', name: 'ACME', plan: 'starter', status: 'active' }
    expect(tenant).toEqual({ ...facts, createdAt: expect.stringContaining('Z') })
    expect(apiKey).toMatchObject({ name: 'application', scopes: applicationScopes, expiresAt: null })
    expect(apiKey.scopes).not.toContain('admin')
    expect(await readTenant(database, 'acme')).toEqual(tenant)
  })

  it('gives an id to one tenant alone, also when two ask at the same moment', async () => {
    const [first, second] = await Promise.allSettled([create('wanted'), create('wanted')])
    const refused = [first, second].filter(({ status }) => status === 'rejected')
    expect(refused).toEqual([{ status: 'rejected', reason: code('conflict') }])
  })

  it('lists every tenant once, by id, page by page', async () => {
    for (const id of ['t-3', 't-1', 't-2']) await create(id)
    const seen: string[] = []
    for (let page = await listTenants(database, 't-', 2); page.length > 0; ) {
      seen.push(...page.map(({ id }) => id))
      page = await listTenants(database, seen.at(-1) ?? '', 2)
    }
    expect(seen.filter((id) => id.startsWith('t-'))).toEqual(['t-1', 't-2', 't-3'])
  })

  it('changes what the patch names and nothing else', async () => {
    const { createdAt } = await create('changed')
    await updateTenant(database, 'changed', { status: 'suspended' })
    await updateTenant(database, 'changed', { name: 'New' })
    const expected = { id: 'changed', name: 'New', plan: 'starter', status: 'suspended', createdAt }
    expect(await readTenant(database, 'changed')).toEqual(expected)
  })

  it('brings no tenant back that is being deleted, but lets the deletion be asked for again', async () => {
    await create('doomed')
    await updateTenant(database, 'doomed', { status: 'deleting' })
    await expect(updateTenant(database, 'doomed', { status: 'active' })).rejects.toEqual(code('conflict'))
    await expect(updateTenant(database, 'doomed', { name: 'Alive' })).rejects.toEqual(code('conflict'))
    expect((await updateTenant(database, 'doomed', { status: 'deleting' })).status).toBe('deleting')
  })

  it('says not_found of a tenant that does not exist', async () => {
    await expect(readTenant(database, 'nobody')).rejects.toEqual(code('not_found'))
    await expect(updateTenant(database, 'nobody', { name: 'x' })).rejects.toEqual(code('not_found'))
  })
})
