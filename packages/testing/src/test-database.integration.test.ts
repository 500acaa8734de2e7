import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { testDatabase } from './test-database.ts'

const database = await testDatabase()
const other = await testDatabase()
const owner = postgres(database.ownerUrl, { max: 1 })
const gateway = postgres(database.roleUrl('gateway'), { max: 1 })
afterAll(() => Promise.all([owner.end(), gateway.end()]))

it('a test database is migrated and empty', async () => {
  expect(await owner`select id from control.tenants`).toEqual([])
})

it('a service logs in as a role that owns no table and does not bypass row-level security', async () => {
  const [role] = await gateway`
    select current_user as name, rolsuper, rolbypassrls, exists (select from pg_class where relowner = r.oid) as owns
    from pg_roles r where rolname = current_user`
  expect(role).toEqual({ name: 'inkling_gateway', rolsuper: false, rolbypassrls: false, owns: false })
})

it('two test databases share nothing', async () => {
  await owner`insert into control.tenants (id, name, plan) values ('acme', 'Acme', 'starter')`
  const elsewhere = postgres(other.ownerUrl, { max: 1 })
  expect(await elsewhere`select id from control.tenants`).toEqual([])
  await elsewhere.end()
})
