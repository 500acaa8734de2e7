import { latencyEdgesMs, type SloClass } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { ofAllTenants } from '../client/of-all-tenants.ts'
import {
  compactServiceMinutes,
  putServiceMinutes,
  readBusiestTenants,
  readServicePeriods,
  readServiceWindows,
  readStoredEvents,
  readUsagePeriods,
} from './service-minutes.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const as = (role: 'gateway' | 'worker') => createDatabase({ url: roleUrl(role), applicationName: 'test', pool: 2 })
const gateway = as('gateway')
const worker = as('worker')
afterEach(() => owner`delete from operations.service_minutes`)
afterAll(() => Promise.all([owner.end(), gateway.close(), worker.close()]))

const nowSeconds = Math.floor(Date.now() / 60_000) * 60
const fast = (count: number) => [count, ...latencyEdgesMs.map(() => 0)]
const minute = (
  tenantId: string,
  total: number,
  errors: number,
  minutesAgo = 0,
  of: SloClass = 'predict',
  events = 0,
) => ({
  tenantId,
  class: of,
  minute: nowSeconds - minutesAgo * 60,
  total,
  errors,
  latency: fast(total - errors),
  events,
})

it('a minute that is stored again replaces its counts, and those of another process are added', async () => {
  await putServiceMinutes(gateway, 'one', [minute('acme', 10, 1)])
  await putServiceMinutes(gateway, 'one', [minute('acme', 12, 1)])
  await putServiceMinutes(gateway, 'two', [minute('acme', 5, 0)])
  expect(await readServiceWindows(gateway.background('acme'), [5])).toEqual([
    { minutes: 5, class: 'predict', total: 17, errors: 1, latency: fast(16) },
  ])
})

it('each window counts its own minutes', async () => {
  await putServiceMinutes(gateway, 'one', [minute('acme', 1, 0), minute('acme', 2, 0, 20), minute('acme', 4, 4, 100)])
  const windows = await readServiceWindows(gateway.background('acme'), [5, 30, 360])
  expect(windows.toSorted((a, b) => a.minutes - b.minutes).map(({ total }) => total)).toEqual([1, 3, 7])
})

it('a tenant sees only its own counts, and the gateway without a tenant the sums of all', async () => {
  await putServiceMinutes(gateway, 'one', [minute('acme', 1, 0), minute('globex', 2, 0), minute('', 4, 4)])
  const { transaction } = gateway.background('acme')
  expect(await readServiceWindows({ transaction }, [5])).toMatchObject([{ total: 1 }])
  expect(await readServiceWindows(ofAllTenants(gateway), [5])).toMatchObject([{ total: 7, errors: 4 }])
  expect(await readServicePeriods(ofAllTenants(gateway), 'month', 13)).toMatchObject([{ total: 7 }])
})

it('stored events are read since a moment, without those of one process', async () => {
  const events = (count: number, minutesAgo = 0) => minute('acme', 1, 0, minutesAgo, 'events', count)
  await putServiceMinutes(gateway, 'one', [events(1), events(2, 10), minute('globex', 1, 0, 0, 'events', 64)])
  await putServiceMinutes(gateway, 'two', [events(4), events(8, 10)])
  await putServiceMinutes(gateway, 'two', [events(5)])
  const since = (minutesAgo: number) => new Date((nowSeconds - minutesAgo * 60) * 1_000)
  expect(await readStoredEvents(gateway.background('acme'), since(10), 'one')).toBe(13)
  expect(await readStoredEvents(gateway.background('acme'), since(0), 'none')).toBe(6)
  expect(await readStoredEvents(gateway.background('initech'), since(10), 'none')).toBe(0)
})

it('the use of a tenant is read by hour and by day, also after its counts were summed', async () => {
  const dayMinutes = 24 * 60
  const at = [minute('acme', 3, 1, 0, 'events', 30), minute('acme', 5, 0, 6 * dayMinutes, 'events', 50)]
  await putServiceMinutes(gateway, 'one', [...at, minute('acme', 7, 0, 6 * dayMinutes), minute('globex', 9, 9)])
  await compactServiceMinutes(worker)
  const acme = gateway.background('acme')
  const day = (minutesAgo: number) => new Date(Math.floor((nowSeconds / 60 - minutesAgo) / dayMinutes) * 86_400_000)
  expect(await readUsagePeriods(acme, 'day', 31)).toEqual([
    { startedAt: day(6 * dayMinutes), requests: 12, errors: 0, events: 50 },
    { startedAt: day(0), requests: 3, errors: 1, events: 30 },
  ])
  expect(await readUsagePeriods(acme, 'day', 6)).toHaveLength(1)
  expect(await readUsagePeriods(acme, 'hour', 48)).toMatchObject([{ requests: 3, events: 30 }])
})

it('the busiest tenants come first, with their share of the requests of all tenants', async () => {
  const old = minute('initech', 50, 0, 20)
  await putServiceMinutes(gateway, 'one', [minute('acme', 1, 0), minute('globex', 5, 2), minute('', 40, 4), old])
  await putServiceMinutes(gateway, 'two', [minute('globex', 2, 0, 1, 'search')])
  const globex = { tenantId: 'globex', requests: 7, errors: 2, share: 7 / 8 }
  expect(await readBusiestTenants(ofAllTenants(gateway), 5, 9)).toEqual([
    globex,
    { tenantId: 'acme', requests: 1, errors: 0, share: 1 / 8 },
  ])
  expect(await readBusiestTenants(ofAllTenants(gateway), 5, 1)).toEqual([globex])
  expect(await readBusiestTenants(ofAllTenants(gateway), 60, 1)).toMatchObject([{ tenantId: 'initech' }])
})

it('counts that are summed by hour and by day lose nothing, also when it happens again', async () => {
  const days = (count: number) => count * 24 * 60
  const old = [minute('acme', 10, 1, days(5)), minute('acme', 20, 2, days(5) + 1), minute('acme', 40, 4, days(40))]
  await putServiceMinutes(gateway, 'one', [...old, minute('acme', 80, 8, days(401)), minute('acme', 160, 0)])
  await putServiceMinutes(gateway, 'two', old)
  await compactServiceMinutes(worker)
  await compactServiceMinutes(worker)
  const [all] = await owner`
    select sum(total)::int as total, sum(errors)::int as errors, sum(latency[1])::int as fast,
      bool_and(source = '' or minute > now() - interval '1 day') as is_summed
    from operations.service_minutes`
  expect(all).toEqual({ total: 300, errors: 14, fast: 286, is_summed: true })
})

it('hours that are summed into a day that has a sum are added to it', async () => {
  const start = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), new Date().getUTCDate() - 40) / 1_000
  const at = (seconds: number) => [{ ...minute('acme', 3, 1), minute: start + seconds }]
  await putServiceMinutes(gateway, 'one', at(0))
  await compactServiceMinutes(worker)
  await putServiceMinutes(gateway, 'one', at(7_200))
  await compactServiceMinutes(worker)
  expect(await owner`select total::int, latency::int[] from operations.service_minutes`).toEqual([
    { total: 6, latency: fast(4) },
  ])
})
