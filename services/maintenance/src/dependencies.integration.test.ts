import { jobs } from '@inkling/queues'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Config } from './config.ts'
import { createDependencies } from './dependencies.ts'

const { roleUrl } = await testDatabase()
const redis = await testRedis()
const config: Config = {
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent',
  SIGNING_SECRET: 'a secret of at least 32 characters',
  DRAIN_MS: 0,
  DATABASE_URL: roleUrl('maintenance'),
  DATABASE_POOL: 2,
  QUEUE_REDIS_URL: redis.url,
  ERASE_SETTLE_MS: 7,
  RETRAIN_CRON: '1 * * * *',
  RETRAIN_AFTER_HOURS: 2,
  REINDEX_CRON: '2 * * * *',
  DEFAULT_PLAN: 'starter',
}
const { runs, tenants, close } = createDependencies(config, createLogger({ service: 'test', level: 'silent' }))
const names = Object.keys(jobs) as (keyof typeof jobs)[]
const queues = Object.fromEntries(
  names.map((name) => [name, new Queue(name, { connection: { url: redis.url }, prefix: '{inkling}' })]),
) as Record<keyof typeof jobs, Queue>
for (const queue of Object.values(queues)) queue.on('error', () => {})
afterAll(() => Promise.all([close(), ...Object.values(queues).map((queue) => queue.close())]))

const caller: Caller = {
  principal: { tenantId: 'operator', keyId: 'k', scopes: ['admin', 'maintenance:write'] },
  deadline: new Deadline(60_000),
}

describe('the schedules of an installation', () => {
  beforeAll(() =>
    vi.waitFor(async () => expect(await queues.reindexDue.getJobSchedulersCount()).toBe(1), {
      timeout: 20_000,
      interval: 20,
    }),
  )

  it('schedules jobs at start as the configuration says', async () => {
    const schedulers = await Promise.all(names.map((name) => queues[name].getJobSchedulers()))
    const found = schedulers.flat().map(({ key, pattern, tz, template }) => [key, pattern, tz, template?.data])
    expect(found).toEqual([
      ['partition', '0 3 * * *', 'UTC', { monthsAhead: 3 }],
      // BullMQ stores no empty payload.
      ['prior', '40 * * * *', 'UTC', undefined],
      ['trainDue', '1 * * * *', 'UTC', { afterMs: 7_200_000 }],
      ['reindexDue', '2 * * * *', 'UTC', { afterMs: 86_400_000 }],
    ])
  })

  it('include partitions at once, for an installation that was off for months', async () => {
    const [job] = await queues.partition.getWaiting()
    expect(job).toMatchObject({ id: expect.stringMatching(/^start-\d{4}-\d\d-\d\d$/), data: { monthsAhead: 3 } })
  })
})

describe('runs', () => {
  it('records runs, and queues them under the id of their operation', async () => {
    const operation = await runs.start(caller, { kind: 'train', options: { tuneSeconds: 1 } })
    expect(await runs.read(caller, operation.id)).toEqual(operation)
    expect((await queues.train.getJob(operation.id))?.data).toEqual({
      tenantId: 'operator',
      runId: operation.id,
      tuneSeconds: 1,
    })
  })

  it('marks runs as failed when queue Redis is unavailable, and tells the caller', async () => {
    await redis.stop()
    const refused = runs.start(caller, { kind: 'reindex' })
    await expect(refused).rejects.toMatchObject({ code: 'dependency_unavailable', retryAfterSeconds: 5 })
    const [newest] = await runs.list(caller, undefined, 1)
    expect(newest).toMatchObject({ kind: 'reindex', state: 'failed', error: 'The job could not be queued' })
    await redis.start()
  })
})

describe('the deletion of a tenant', () => {
  it('closes the tenant at once, and queues its erasure as a run of the operator', async () => {
    await tenants.create(caller, { id: 'leaving', name: 'Leaving', plan: 'starter' })
    const operation = await vi.waitFor(() => tenants.erase(caller, 'leaving'), { timeout: 20_000, interval: 50 })
    expect(operation).toMatchObject({ kind: 'erase', options: { erasedTenantId: 'leaving' } })
    expect((await tenants.read(caller, 'leaving')).status).toBe('deleting')
    expect((await queues.erase.getJob(operation.id))?.data).toEqual({
      tenantId: 'operator',
      runId: operation.id,
      erasedTenantId: 'leaving',
      settleMs: 7,
    })
  })
})
