import { applicationScopes } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { activeTenants } from './active-tenants.ts'
import { createTenant, listTenants, markErased, readTenant, updateTenant } from './tenants.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const create = (id: string) => createTenant(database.background(id), { name: id.toUpperCase(), plan: 'starter' })
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('tenants in Postgres', () => {
  it('creates a tenant with a key for its application, which administers nothing', async () => {
    const { apiKey, ...tenant } = await create('acme')
    const facts = { id: 'acme', name: 'ACME', plan: 'starter', status: 'active' }
    expect(tenant).toEqual({ ...facts, createdAt: expect.stringContaining('Z') })
    expect(apiKey).toMatchObject({ name: 'application', scopes: applicationScopes, expiresAt: null })
    expect(apiKey.scopes).not.toContain('admin')
    expect(await readTenant(database.background('acme'))).toEqual(tenant)
  })

  it('creates one of two tenants that ask for the same id at the same moment', async () => {
    const [first, second] = await Promise.allSettled([create('wanted'), create('wanted')])
    const refused = [first, second].filter(({ status }) => status === 'rejected')
    expect(refused).toEqual([{ status: 'rejected', reason: code('conflict') }])
  })

  it('lists every tenant once, by id, over all pages', async () => {
    for (const id of ['t-3', 't-1', 't-2']) await create(id)
    const seen: string[] = []
    for (let page = await listTenants(database, 't-', 2, new Deadline(10_000)); page.length > 0; ) {
      seen.push(...page.map(({ id }) => id))
      page = await listTenants(database, seen.at(-1) ?? '', 2, new Deadline(10_000))
    }
    expect(seen.filter((id) => id.startsWith('t-'))).toEqual(['t-1', 't-2', 't-3'])
  })

  it('changes only the fields that the patch names', async () => {
    const { createdAt } = await create('changed')
    await updateTenant(database.background('changed'), { status: 'suspended' })
    await updateTenant(database.background('changed'), { name: 'New' })
    const expected = { id: 'changed', name: 'New', plan: 'starter', status: 'suspended', createdAt }
    expect(await readTenant(database.background('changed'))).toEqual(expected)
  })

  it('rejects changes of a tenant that is being deleted, except another deletion', async () => {
    await create('doomed')
    await updateTenant(database.background('doomed'), { status: 'deleting' })
    await expect(updateTenant(database.background('doomed'), { status: 'active' })).rejects.toEqual(code('conflict'))
    await expect(updateTenant(database.background('doomed'), { name: 'Alive' })).rejects.toEqual(code('conflict'))
    expect((await updateTenant(database.background('doomed'), { status: 'deleting' })).status).toBe('deleting')
  })

  it('changes and erases one tenant, and no other', async () => {
    const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
    for (const id of ['bystander', 'patched', 'gone']) await create(id)
    const bystander = await readTenant(database.background('bystander'))
    await updateTenant(database.background('patched'), { name: 'Patched', status: 'suspended' })
    await markErased(worker.background('gone'))
    await worker.close()
    expect(await readTenant(database.background('bystander'))).toEqual(bystander)
    expect(await readTenant(database.background('patched'))).toMatchObject({ name: 'Patched', status: 'suspended' })
  })

  it('changes a tenant also while all others are being deleted', async () => {
    await create('last')
    const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
    await owner.platform(
      { name: 'doom' },
      (sql) => sql`update control.tenants set status = 'deleting' where id <> 'last'`,
    )
    await owner.close()
    expect(await updateTenant(database.background('last'), { name: 'Alone' })).toMatchObject({ name: 'Alone' })
  })

  it('answers not_found for a tenant that does not exist', async () => {
    await expect(readTenant(database.background('nobody'))).rejects.toEqual(code('not_found'))
    await expect(updateTenant(database.background('nobody'), { name: 'x' })).rejects.toEqual(code('not_found'))
  })

  it('creates no tenant with the id of an erased tenant, which is neither read nor listed', async () => {
    const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
    await create('erased')
    await markErased(worker.background('erased'))
    await worker.close()
    await expect(create('erased')).rejects.toEqual(code('conflict'))
    await expect(readTenant(database.background('erased'))).rejects.toEqual(code('not_found'))
    expect((await listTenants(database, 'erase', 1, new Deadline(10_000))).map(({ id }) => id)).not.toContain('erased')
  })

  it('visits every active tenant once, by id, also when there are more than a page', async () => {
    const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
    const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
    await owner.platform(
      { name: 'fill' },
      (sql) => sql`
        insert into control.tenants (id, name, plan, status)
        select 'many-' || lpad(n::text, 4, '0'), '', 'starter', case n when 7 then 'suspended' else 'active' end
        from generate_series(1, 1001) n`,
    )
    const seen: string[] = []
    for await (const { id } of activeTenants(worker)) if (id.startsWith('many-')) seen.push(id)
    await Promise.all([worker.close(), owner.close()])
    expect(seen).toHaveLength(1_000)
    expect(new Set(seen).size).toBe(1_000)
    expect(seen).toEqual(seen.toSorted())
    expect(seen).not.toContain('many-0007')
  })
})
