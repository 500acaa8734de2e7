import { Deadline } from '@inkling/resilience'
import type { ErrorBatch } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import {
  type ErrorGroupFilter,
  listErrorGroups,
  pruneErrorGroups,
  putErrorGroups,
  readErrorGroup,
  resolveErrorGroup,
} from './error-groups.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const as = (role: 'search' | 'maintenance' | 'worker') =>
  createDatabase({ url: roleUrl(role), applicationName: 'test', pool: 2 })
const [search, maintenance, worker] = [as('search'), as('maintenance'), as('worker')]
const emptied = 'operations.error_groups, operations.error_tenants, operations.error_batches'
afterEach(() => owner.unsafe(`truncate ${emptied}`))
afterAll(() => Promise.all([owner, search, maintenance, worker].map((one) => ('end' in one ? one.end() : one.close()))))

const nowMs = Date.now()
type Group = ErrorBatch['groups'][number]
const group = (id: string, given: Partial<Group> = {}): Group => ({
  id,
  service: 'search',
  code: 'internal',
  route: 'POST /api/v1/search',
  place: 'rank packages/search-index/src/search.ts',
  classes: 'InklingError < TypeError',
  reason: '',
  count: 1,
  firstMs: nowMs - 1_000,
  lastMs: nowMs,
  traceId: 'a'.repeat(32),
  tenants: [{ tenantId: 'acme', count: 1, lastMs: nowMs }],
  ...given,
})
const put = (number: number, groups: readonly Group[], source = 'one') =>
  putErrorGroups(search, { source, number, groups }, deadline())
const deadline = () => new Deadline(5_000)
const read = (id: string, most = 10) => readErrorGroup(maintenance, id, most, deadline())
const resolve = (id: string) => resolveErrorGroup(maintenance, id, deadline())
const idsOf = async (filter: ErrorGroupFilter) =>
  (await listErrorGroups(maintenance, filter, undefined, 10, deadline())).map(({ id }) => id)

it('adds up the counts of all processes, and those of a batch once however often it is sent', async () => {
  await put(1, [group('e1')])
  await put(1, [group('e1')])
  await put(2, [group('e1', { count: 2, lastMs: nowMs + 5, traceId: '' })])
  await put(1, [group('e1')])
  await put(1, [group('e1', { count: 4, firstMs: nowMs - 9_000 })], 'two')
  const times = { firstAt: new Date(nowMs - 9_000), lastAt: new Date(nowMs + 5) }
  const facts = { state: 'open', resolvedAt: null, tenantCount: 1, traceId: 'a'.repeat(32) }
  const tenants = [{ tenantId: 'acme', count: 3, lastAt: new Date(nowMs) }]
  expect(await read('e1')).toMatchObject({ count: 7, ...times, ...facts, tenants })
})

it('a resolved group regresses with the next fault, but not with one from before', async () => {
  await put(1, [group('e1')])
  expect(await resolve('e1')).toMatchObject({ state: 'resolved', resolvedAt: expect.any(Date) })
  await put(2, [group('e1')])
  expect(await read('e1')).toMatchObject({ state: 'resolved', count: 2 })
  await put(3, [group('e1', { lastMs: Date.now() + 60_000 })])
  expect(await read('e1')).toMatchObject({ state: 'regressed', count: 3 })
  expect(await resolve('e1')).toMatchObject({ state: 'resolved' })
})

it('a group that is resolved again keeps its time, and an unknown one is not found', async () => {
  await put(1, [group('e1')])
  const first = await resolve('e1')
  expect(await resolve('e1')).toEqual(first)
  expect(await resolve('none')).toBeUndefined()
  expect(await read('none')).toBeUndefined()
})

it('lists the newest first, in pages and by filters', async () => {
  const other = { service: 'worker', code: 'overloaded', lastMs: nowMs - 100, tenants: [] }
  await put(1, [group('e1'), group('e2', other), group('e3')])
  await resolve('e3')
  expect(await idsOf({})).toEqual(['e3', 'e1', 'e2'])
  const before = { lastAt: new Date(nowMs).toISOString(), id: 'e3' }
  const next = await listErrorGroups(maintenance, {}, before, 1, deadline())
  expect(next.map(({ id }) => id)).toEqual(['e1'])
  expect(await idsOf({ state: 'resolved' })).toEqual(['e3'])
  expect(await idsOf({ service: 'worker' })).toEqual(['e2'])
  expect(await idsOf({ code: 'internal' })).toEqual(['e3', 'e1'])
  expect(await idsOf({ tenantId: 'acme' })).toEqual(['e3', 'e1'])
  expect(await idsOf({ since: new Date(nowMs - 50) })).toEqual(['e3', 'e1'])
})

it('stores about 1,000 tenants of a group and answers the newest of them', async () => {
  const tenants = (from: number) =>
    Array.from({ length: 100 }, (_, n) => ({ tenantId: `t${from + n}`, count: 1, lastMs: nowMs + from + n }))
  for (let batch = 0; batch < 12; batch++) await put(batch + 1, [group('e1', { tenants: tenants(batch * 100) })])
  await put(13, [group('e1', { tenants: [{ tenantId: 't0', count: 5, lastMs: nowMs + 9_999 }] })])
  const found = await read('e1', 2)
  expect(found).toMatchObject({ tenantCount: 1_000, tenants: [{ tenantId: 't0', count: 6 }, { tenantId: 't999' }] })
})

it('deletes groups 90 days after their last fault, with their tenants', async () => {
  const old = nowMs - 91 * 86_400_000
  await put(1, [group('e1'), group('e2', { firstMs: old, lastMs: old })])
  await pruneErrorGroups(worker)
  expect(await idsOf({})).toEqual(['e1'])
  expect(await owner`select error_id from operations.error_tenants`).toMatchObject([{ error_id: 'e1' }])
})
