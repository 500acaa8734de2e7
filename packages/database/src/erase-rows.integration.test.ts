import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from './client/create-database.ts'
import { erasableTables } from './erase-rows.ts'

const { ownerUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => owner.close())

/** They have no row-level security, so a function of theirs erases them. */
const spanTables = ['operations.spans', 'operations.traces']

/** All but the changes, which forget by themselves. */
it('erases every table that has a column tenant_id, as Postgres lists them', async () => {
  const tables = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where a.attname = 'tenant_id' and c.relkind in ('r', 'p') and not c.relispartition
        and c.oid <> 'operations.changes'::regclass`,
  )
  expect([...erasableTables, ...spanTables].toSorted()).toEqual(tables.map(({ name }) => name).toSorted())
})
