import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { personalTables } from '../users/erase-user.ts'
import { dataClasses, dataMap, renderDataMap } from './render-data-map.ts'

const { ownerUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => owner.close())

const columnsOf = (table: string) => Object.values(dataMap[table]?.columns ?? {}).flatMap((list) => list.split(' '))

it('says of every column that Postgres lists what it holds, once, and of no other', async () => {
  const tables = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ name: string; columns: string[] }[]>`
      select c.oid::regclass::text as name, array_agg(attname::text order by attname) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and attnum > 0 and not attisdropped
      where c.relkind in ('r', 'p') and not c.relispartition
        and nspname in ('control', 'catalog', 'behaviour', 'learning', 'operations')
      group by 1`,
  )
  const mapped = Object.keys(dataMap).map((name) => ({ name, columns: columnsOf(name).toSorted() }))
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
  expect(mapped.toSorted(byName)).toEqual(
    tables.map(({ name, columns }) => ({ name, columns: columns.toSorted() })).toSorted(byName),
  )
})

it('knows the class of every column, and what an erasure does with each table that tells of users', () => {
  const classes = Object.values(dataMap).flatMap(({ columns }) => Object.keys(columns))
  expect(Object.keys(dataClasses)).toEqual(expect.arrayContaining(classes))
  const personal = ['identifier', 'pseudonym', 'personal', 'learned']
  const ofUsers = Object.values(dataMap).filter(({ columns }) => personal.some((name) => name in columns))
  expect(ofUsers.filter(({ erasure }) => erasure === undefined)).toEqual([])
})

it('every table with a column that names a user is one that erasures and exports read', () => {
  const naming = Object.keys(dataMap).filter((table) => 'identifier' in (dataMap[table]?.columns ?? {}))
  const read = personalTables.map(({ table }) => table)
  expect(naming.toSorted()).toEqual([...read, 'control.erasures'].toSorted())
})

it('the data map that is committed is the one of this schema; run pnpm data-map', async () => {
  await expect(renderDataMap()).toMatchFileSnapshot('../../../../infra/compliance/DATA_MAP.md')
})
