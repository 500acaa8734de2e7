import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { measureStored, putMeters, readMeteredHours, readMeters } from './meters.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const maintenance = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const prediction = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
beforeAll(async () => {
  await owner`insert into control.tenants (id, name, plan, status)
    values ('acme', '', 'starter', 'active'), ('globex', '', 'starter', 'active'), ('gone', '', 'starter', 'erased')`
  await owner`insert into catalog.items (tenant_id, id, title, deleted_at)
    select 'acme', n::text, 'title', case when n > 10 then now() end from generate_series(1, 12) n`
  await owner`insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at)
    select tenant, n::text, 'view', 'u', 'i', now()
    from generate_series(1, 300) n, unnest(array['acme', 'acme', 'globex']) tenant`
})
afterAll(() => Promise.all([owner.end(), maintenance.close(), prediction.close()]))
const none = { items: 0, storageBytes: 0, residentBytes: 0, streams: 0, concurrentRuns: 0 }

it('counts items that are not deleted, and divides what tables occupy by the rows of each tenant', async () => {
  await measureStored(maintenance, new Deadline(10_000))
  const acme = await readMeters(maintenance.background('acme'))
  const globex = await readMeters(maintenance.background('globex'))
  expect([acme.items, globex.items]).toEqual([10, 0])
  const [{ bytes = 0 } = {}] = await owner<{ bytes: number }[]>`
    select (sum(pg_total_relation_size(relid)))::float8 as bytes from pg_partition_tree('behaviour.events')`
  expect(globex.storageBytes / (bytes / 3)).toBeCloseTo(1, 1)
  expect(acme.storageBytes).toBeGreaterThan(2 * globex.storageBytes)
})

it('adds what processes hold, forgets a process that ended, and keeps the most of an hour', async () => {
  const put = (source: string, value: number) =>
    putMeters(prediction, source, [{ tenantId: 'globex', meter: 'residentBytes', value }])
  const held = async () => (await readMeters(maintenance.background('globex'))).residentBytes
  await put('one', 70)
  await put('one', 50)
  await put('two', 7)
  expect(await held()).toBe(57)
  await owner`update operations.meters set measured_at = now() - interval '4 minutes' where source = 'one'`
  expect(await held()).toBe(7)
  const hours = await readMeteredHours(maintenance.background('globex'), 48)
  expect(hours.at(-1)?.peaks.residentBytes).toBe(77)
})

it('of streams, which are limited for each gateway, the gateway with the most counts', async () => {
  for (const [source, value] of [['one', 3] as const, ['two', 5] as const])
    await putMeters(maintenance, source, [{ tenantId: 'globex', meter: 'streams', value }])
  expect((await readMeters(maintenance.background('globex'))).streams).toBe(5)
})

it('stores nothing of a tenant that is erased', async () => {
  await putMeters(prediction, 'one', [{ tenantId: 'gone', meter: 'residentBytes', value: 1 }])
  expect(await readMeters(maintenance.background('gone'))).toEqual(none)
  expect(await owner`select from operations.meters where tenant_id = 'gone'`).toHaveLength(0)
})
