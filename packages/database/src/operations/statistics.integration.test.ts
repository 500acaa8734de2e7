import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { readStatistics } from './statistics.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
afterAll(() => database.close())

it('a role that owns nothing reads the sizes and counts of the database and of its largest tables', async () => {
  const { tables, ...whole } = await readStatistics(database, new Deadline(10_000))
  expect(whole.bytes).toBeGreaterThan(1_000_000)
  expect(whole.connections).toBeGreaterThan(0)
  expect(whole.maxConnections).toBeGreaterThan(whole.connections)
  expect(whole.committed).toBeGreaterThan(0)
  expect(tables.map(({ name }) => name)).toContain('catalog.items')
  expect(tables.map(({ bytes }) => bytes)).toEqual(tables.map(({ bytes }) => bytes).toSorted((a, b) => b - a))
})
