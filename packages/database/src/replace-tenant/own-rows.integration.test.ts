import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newPair } from '../../test/two-tenants.ts'
import { saveItems } from '../catalog/items.ts'
import { createDatabase } from '../client/create-database.ts'
import { exportRows } from './export-rows.ts'

// The superuser: row-level security does not help the statements.
const { ownerUrl } = await testDatabase()
const database = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => database.close())

it('an export has the rows of its tenant alone', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [other, one]) await saveItems(tenant, [{ id: 'a', title: `Tea of ${tenant.tenantId}` }])
  const lines: string[] = []
  const onLines = async (more: readonly string[]) => void lines.push(...more)
  const rows = await exportRows(database, one.tenantId, { onLines, nowMs: Date.now(), withinMs: 30_000 })
  expect(rows).toMatchObject({ 'catalog.items': 1 })
  const titles = lines.map((line) => JSON.parse(line).row?.title).filter((title) => title !== undefined)
  expect(titles).toEqual([`Tea of ${one.tenantId}`])
})
