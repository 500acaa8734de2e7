import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newEvent } from '../../test/new-event.ts'
import { leaves, newPair, rowsOf } from '../../test/two-tenants.ts'
import { insertEvents } from '../behaviour/events.ts'
import { createDatabase } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { eraseUser } from './erase-user.ts'
import { exportUser } from './export-user.ts'

// The superuser: row-level security does not help the statements.
const { ownerUrl } = await testDatabase()
const database = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const { signal } = new AbortController()
const withinMs = 30_000
/** Someone views an item that is called as the tenant; the id of the event is that of the session. */
const view = (tenant: TenantDatabase, sessionId: string, userId?: string) =>
  insertEvents(tenant, [newEvent(sessionId, { sessionId, itemId: tenant.tenantId, ...(userId && { userId }) })])

it('the rows of a user and of their sessions are those of the tenant, whatever another tenant has', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [other, one]) await view(tenant, 'phone', 'ann')
  await view(other, 'laptop', 'ann')
  await view(one, 'laptop')
  const found: string[] = []
  const onLines = async (lines: readonly string[]) => {
    found.push(...lines.map((line) => JSON.parse(line).row).map(({ id, item_id: item }) => `${id} ${item}`))
  }
  const rows = await exportUser(database, one.tenantId, { userId: 'ann', onLines, nowMs: Date.now(), withinMs, signal })
  expect(rows).toMatchObject({ 'behaviour.events': 1 })
  expect(found).toEqual([`phone ${one.tenantId}`])
})

it('erasing a user leaves all rows of another tenant, also those of its user of the same id', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await view(tenant, 'phone', 'ann')
  const erased = { userId: 'ann', userCode: '00', until: new Date(Date.now() + 60_000).toISOString() }
  const count = await leaves(other, ['behaviour.events', 'behaviour.event_ids'], () =>
    eraseUser(database, one.tenantId, erased, { withinMs, signal }),
  )
  expect(count).toBe(2)
  expect(await rowsOf(one, 'behaviour.events')).toEqual([])
})
