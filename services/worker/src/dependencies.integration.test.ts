import { topics } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { JobSubmitter, redisPrefix } from '@inkling/queues'
import { createLogger } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, expect, it, vi } from 'vitest'
import { readConfig } from './config.ts'
import { createDependencies } from './dependencies.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const redis = await testRedis()
const config = readConfig({
  LOG_LEVEL: 'silent',
  SIGNING_SECRET: 'a secret of at least 32 characters',
  WATCHDOG_MS: '1000',
  DATABASE_URL: roleUrl('worker'),
  DATABASE_POOL: '2',
  CACHE_REDIS_URL: redis.url,
  QUEUE_REDIS_URL: redis.url,
})
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const submitter = new JobSubmitter(redis.url, () => {})
const subscriber = new Redis(redis.url)
const worker = createDependencies(config, createLogger({ service: 'test', level: 'silent' }))
afterAll(async () => {
  await worker.close()
  subscriber.disconnect()
  await Promise.all([submitter.close(), owner.close()])
})

const states = (tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const rows = await sql<{ run: string }[]>`
      select kind || ' ' || state as run from operations.runs where tenant_id = ${tenantId} order by created_at, id`
    return rows.map(({ run }) => run)
  })
/** As the dispatcher of maintenance hands the run of a tenant to its queue. */
const hand = async (tenantId: string, kind: 'train' | 'reindex') => {
  const [run] = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ id: string; options: object }[]>`
      select id, options - 'reason' as options from operations.runs where tenant_id = ${tenantId}`,
  )
  if (!run) throw new Error(`tenant ${tenantId} has no run`)
  const payload = { ...run.options, tenantId, runId: run.id }
  await submitter.addAll(kind, [{ jobId: run.id, payload, timestampMs: Date.now() }])
}
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 25_000, interval: 100 })

it.each([
  ['trainDue', 'train', topics.nextItemSnapshots],
  ['reindexDue', 'reindex', topics.searchSnapshots],
] as const)(
  'on %s starts a %s run for a tenant that is due, works it off and announces its snapshot',
  async (due, kind, topic) => {
    const tenantId = `due-${kind}`
    const announced = Promise.withResolvers<string>()
    subscriber.on('message', (_, message: string) => message === tenantId && announced.resolve(message))
    await subscriber.subscribe(`inkling:wake:${topic}`)
    await owner.platform({ name: 'fill' }, async (sql) => {
      await sql`
      insert into control.tenants (id, name, plan, created_at)
      values (${tenantId}, '', 'starter', now() - interval '2 days')`
      await sql`insert into catalog.items (tenant_id, id, title) values (${tenantId}, 'a', 'A')`
      await sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
      select ${tenantId}, gen_random_uuid(), 'view', 's' || n / 2, 'a', now() from generate_series(1, 100) n`
    })
    // Due at once, and then only after a longer time than this test takes.
    await eventually(() => submitter.submit(due, `look ${kind}`, { afterMs: 3_600_000 }))
    await eventually(() => hand(tenantId, kind))
    await announced.promise
    await eventually(async () => expect(await states(tenantId)).toEqual([`${kind} succeeded`]))
  },
)

it('says that it needs a restart while a queue that it serves gives it no jobs, and until one begins', async () => {
  const queue = new Queue('prior', { connection: { url: redis.url }, prefix: redisPrefix })
  await queue.pause()
  expect(worker.whyDead()).toBeUndefined()
  await submitter.submit('prior', 'stuck', {})
  await eventually(async () => expect(worker.whyDead()).toContain('prior'))
  await queue.resume()
  await eventually(async () => expect(worker.whyDead()).toBeUndefined())
  await queue.close()
})
