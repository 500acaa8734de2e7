import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { readHorizon } from '../tail/log-position.ts'
import { readAllEvents, type Usage } from './events.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const eventCount = 5_001

/** Newest first, three events to a second, so that a page ends amid events of one time. */
beforeAll(
  () => owner`
    insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at)
    select 'acme', n::text, 'view', 'ann', n::text, '2026-11-01T00:00:00Z'::timestamptz - make_interval(secs => n / 3)
    from generate_series(1, ${eventCount}::int) n`,
)
afterAll(() => Promise.all([owner.end(), database.close()]))

const horizonNow = () => database.platform({ name: 'test' }, readHorizon)

async function readAll(tenantId: string, horizon: bigint) {
  const pages: Usage[][] = []
  for await (const page of readAllEvents(database.background(tenantId), horizon)) pages.push(page)
  return { sizes: pages.map((page) => page.length), events: pages.flat() }
}

it('readAllEvents reads every event once, in the order of time, page by page', async () => {
  const { sizes, events } = await readAll('acme', await horizonNow())
  expect(sizes).toEqual([5_000, 1])
  expect(new Set(events.map(({ itemId }) => itemId)).size).toBe(eventCount)
  const times = events.map(({ atMs }) => atMs)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

it('readAllEvents reads no event of another tenant', async () => {
  expect((await readAll('globex', await horizonNow())).events).toEqual([])
})

it('readAllEvents leaves events after the horizon to the tail', async () => {
  const horizon = await horizonNow()
  await owner`insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at, receipt_id)
    values ('acme', 'after', 'view', 's1', 'after', '2026-11-02T09:30:00.250Z', 'rcp_1')`
  expect((await readAll('acme', horizon)).events).toHaveLength(eventCount)
  const { events } = await readAll('acme', await horizonNow())
  const atMs = Date.parse('2026-11-02T09:30:00.250Z')
  expect(events.at(-1)).toEqual({ itemId: 'after', sessionId: 's1', atMs, isInduced: true })
})
