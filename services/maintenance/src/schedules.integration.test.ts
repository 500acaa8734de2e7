import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { Dispatchers } from '../test/dispatchers.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
/** Schedules need no queue Redis. */
const dispatchers = new Dispatchers(roleUrl('maintenance'), 'redis://127.0.0.1:1')
afterAll(async () => {
  await dispatchers.killAll()
  await owner.close()
})

const schedules = 300
await owner.platform({ name: 'fill' }, async (sql) => {
  await sql`insert into control.tenants (id, name, plan) select 't-' || n, '', 'starter' from generate_series(0, 29) n`
  await sql`
    insert into operations.schedules (tenant_id, id, kind, cron, time_zone, misfire_policy, next_at)
    select 't-' || n % 30, 'sch_' || n, 'reindex', '0 0 1 1 *', 'UTC', 'fireOnce', 'infinity'
    from generate_series(1, ${schedules}::int) n`
})

const base = new Date(Math.floor(Date.now() / 60_000) * 60_000)
/** Lets every schedule be due, planned at a time `minutes` ago. The runs of before have ended. */
const plan = (minutes: number) =>
  owner.platform({ name: 'plan' }, async (sql) => {
    await sql`update operations.runs set state = 'succeeded', finished_at = now() where finished_at is null`
    await sql`
      update operations.schedules
      set next_at = ${base}::timestamptz - ${minutes}::int * interval '1 minute', last_at = null`
  })
const count = async () => {
  const [row] = await owner.platform(
    { name: 'count' },
    (sql) => sql<[{ runs: number; done: number }]>`
      select (select count(*)::int from operations.runs) as runs,
        (select count(*)::int from operations.schedules where last_at is not null) as done`,
  )
  return row
}
const until = (done: number) =>
  vi.waitFor(async () => expect((await count()).done).toBeGreaterThanOrEqual(done), { timeout: 30_000, interval: 5 })

it('every occurrence submits one run, although dispatchers are killed at any moment and have other clocks', async () => {
  await dispatchers.start()
  await dispatchers.start('clock-set-back.ts')
  for (const [n, minutes] of [50, 40, 30, 20].entries()) {
    await plan(minutes)
    await until(1 + 70 * n)
    await dispatchers.killOldest()
    await dispatchers.start(n % 2 ? 'clock-set-back.ts' : undefined)
    await until(schedules)
    expect((await count()).runs).toBe(schedules * (n + 1))
  }
}, 120_000)

it('an occurrence that was submitted before Postgres forgot it submits no second run', async () => {
  const { runs } = await count()
  await plan(20)
  await until(schedules)
  expect((await count()).runs).toBe(runs)
}, 60_000)
