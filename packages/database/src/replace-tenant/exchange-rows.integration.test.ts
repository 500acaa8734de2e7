import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { copiedTables } from './exchange-rows.ts'

const { ownerUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => owner.close())

it('the worker may read and write every table that holds the data of a tenant', async () => {
  const refused = await owner.platform(
    { name: 'look' },
    (sql) => sql`
      select name, privilege from unnest(${[...copiedTables]}::text[]) name,
        unnest('{select,insert,update,delete}'::text[]) privilege
      where not has_table_privilege('inkling_worker', name, privilege)`,
  )
  expect(refused).toEqual([])
})

it('keys, runs, caches and what is made of other rows are no data of a tenant', () => {
  expect(copiedTables).toEqual(expect.arrayContaining(['catalog.items', 'behaviour.events', 'learning.feedback']))
  for (const table of ['control.api_keys', 'operations.runs', 'operations.cache', 'behaviour.snapshots'])
    expect(copiedTables).not.toContain(table)
})
