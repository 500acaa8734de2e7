import { createDatabase, recordArchive } from '@inkling/database'
import { Heartbeats, jobs } from '@inkling/queues'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { createLogger, queueMetrics } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import { Queue, UnrecoverableError, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { measureDeadLetters } from './adapters/dead-letters.ts'
import { readConfig } from './config.ts'
import { createDependencies } from './dependencies.ts'

const { roleUrl } = await testDatabase()
const redis = await testRedis()
const config = readConfig({
  LOG_LEVEL: 'silent',
  SIGNING_SECRET: 'a secret of at least 32 characters',
  DATABASE_URL: roleUrl('maintenance'),
  DATABASE_POOL: '2',
  CACHE_REDIS_URL: redis.url,
  QUEUE_REDIS_URL: redis.url,
  ...Object.fromEntries(
    ['GATEWAY', 'PREDICTION', 'SUGGESTION', 'SEARCH', 'WORKER'].map((name) => [`${name}_URL`, 'http://127.0.0.1:1']),
  ),
  ERASE_SETTLE_MS: '0',
  BACKUP_FOLDER: 'backup',
  ARCHIVE_URL: 'file:///archive',
  DISPATCH_MS: '100',
  HEAVY_RUNS: '100',
  JOB_TRAIN_WAITING_PER_TENANT: '3',
  RETRAIN_CRON: '1 * * * *',
  RETRAIN_AFTER_HOURS: '2',
  REINDEX_CRON: '2 * * * *',
  DEFAULT_PLAN: 'starter',
})
/** As many workers live, so that queues take as many runs. */
const workers = Array.from({ length: 30 }, () => new Heartbeats(redis.url, () => {}))
for (const worker of workers) worker.start()
afterAll(() => {
  for (const worker of workers) worker.close()
})
const {
  runs,
  tenants,
  queues: held,
  startArchives,
  startBackup,
  deadLetters,
  look,
  close,
} = createDependencies(config, createLogger({ service: 'test', level: 'silent' }))
const names = Object.keys(jobs) as (keyof typeof jobs)[]
const queues = Object.fromEntries(
  names.map((name) => [name, new Queue(name, { connection: { url: redis.url }, prefix: '{inkling}' })]),
) as Record<keyof typeof jobs, Queue>
for (const queue of Object.values(queues)) queue.on('error', () => {})
const control = new Redis(redis.url, { maxRetriesPerRequest: null })
control.on('error', () => {})
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
afterAll(() => control.disconnect())
afterAll(() => Promise.all([close(), database.close(), ...Object.values(queues).map((queue) => queue.close())]))

const caller: Caller = {
  principal: { tenantId: 'operator', keyId: 'k', scopes: ['admin', 'maintenance:write'] },
  deadline: new Deadline(60_000),
}

it.each([
  ['61 * * * *', '0-59'],
  ['* * * * * *', 'Once a minute is the most often'],
])('a start with the RETRAIN_CRON %s fails and says why', (cron, why) => {
  const env = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]))
  expect(() => readConfig({ ...env, ALERT_DESTINATIONS: '[]', RETRAIN_CRON: cron })).toThrow(
    expect.objectContaining({ message: expect.stringMatching(new RegExp(`RETRAIN_CRON is .*${why}`)) }),
  )
})

describe('the schedules of an installation', () => {
  beforeAll(() =>
    // The last one that is scheduled.
    vi.waitFor(async () => expect(await queues.drill.getJobSchedulersCount()).toBe(1), {
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
      ['retention', '20 3 * * *', 'UTC', undefined],
      ['trainDue', '1 * * * *', 'UTC', { afterMs: 7_200_000 }],
      ['reindexDue', '2 * * * *', 'UTC', { afterMs: 86_400_000 }],
      ['archiveDue', '10 2 * * *', 'UTC', undefined],
      ['backupDue', '30 1 * * *', 'UTC', undefined],
      ['drill', '30 3 * * *', 'UTC', undefined],
    ])
  })

  it('include partitions at once, for an installation that was off for months', async () => {
    const [job] = await queues.partition.getWaiting()
    expect(job).toMatchObject({ id: expect.stringMatching(/^start-\d{4}-\d\d-\d\d$/), data: { monthsAhead: 3 } })
  })
})

const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

describe('backups', () => {
  it('starts one backup at a time, as a run of the operator', async () => {
    const operation = await startBackup(caller, { kind: 'full' })
    expect(operation).toMatchObject({ kind: 'backup', state: 'queued', options: { kind: 'full' } })
    expect((await startBackup(caller, {})).id).toBe(operation.id)
    const data = { tenantId: 'operator', runId: operation.id, kind: 'full' }
    await eventually(async () => expect((await queues.backup.getJob(operation.id))?.data).toEqual(data))
  })

  it('refuses a backup where no repository is set up', async () => {
    const { BACKUP_FOLDER: _, ...without } = config
    const bare = createDependencies(without, createLogger({ service: 'test', level: 'silent' }))
    await expect(bare.startBackup(caller, {})).rejects.toThrow('BACKUP_FOLDER is not set')
    await bare.close()
  })
})

describe('runs', () => {
  it('are recorded, and handed to their queue under the id of their operation', async () => {
    const operation = await runs.start(caller, { kind: 'train', options: { tuneSeconds: 1 } })
    expect(await runs.read(caller, operation.id)).toEqual(operation)
    const data = { tenantId: 'operator', runId: operation.id, tuneSeconds: 1 }
    await eventually(async () => expect((await queues.train.getJob(operation.id))?.data).toEqual(data))
  })

  it('are accepted while queue Redis is unavailable, and handed to their queue afterwards', async () => {
    await redis.stop()
    const operation = await runs.start(caller, { kind: 'reindex' })
    expect(operation).toMatchObject({ kind: 'reindex', state: 'queued' })
    await redis.start()
    await eventually(async () => expect(await queues.reindex.getJob(operation.id)).toBeDefined())
  })

  it('wait for their time, and for the runs before them', async () => {
    const of = { ...caller, principal: { ...caller.principal, tenantId: 'chained' } }
    const first = await runs.start(of, { kind: 'reindex' })
    const second = await runs.start(of, { kind: 'train', after: [first.id], priority: 'high' })
    expect(second).toMatchObject({ state: 'queued', after: [first.id], priority: 'high' })
    await eventually(async () => expect(await queues.reindex.getJob(first.id)).toBeDefined())
    expect(await queues.train.getJob(second.id)).toBeUndefined()
    await database.background('chained').transaction(
      'end',
      (sql) => sql`
        update operations.runs set state = 'succeeded', finished_at = now() where id = ${first.id}`,
    )
    await eventually(async () => expect(await queues.train.getJob(second.id)).toBeDefined())
  })
})

describe('a queue or a tenant that an operator holds back', () => {
  const of = (tenantId: string): Caller => ({ ...caller, principal: { ...caller.principal, tenantId } })
  const waitingIn = async (kind: 'reindex') =>
    (await held.report(caller)).queues.find(({ queue }) => queue === kind)?.waiting

  beforeAll(async () => {
    for (const id of ['held-b', 'held-c']) await tenants.create(caller, { id, name: id, plan: 'starter' })
  })

  it('answers 404 for a tenant that does not exist, and names the field; the operator exists always', async () => {
    const unknown = { status: 404, code: 'not_found', errors: [{ pointer: '/tenantId', code: 'unknown' }] }
    for (const state of ['paused', 'draining', 'open'] as const)
      await expect(held.set(caller, { subject: 'tenant', name: 'nobody', state })).rejects.toMatchObject(unknown)
    expect((await held.report(caller)).tenants).toEqual([])
    const own = { subject: 'tenant', name: 'operator' } as const
    const { tenants: paused } = await held.set(caller, { ...own, state: 'paused' })
    expect(paused).toEqual([{ tenantId: 'operator', state: 'paused' }])
    expect((await held.set(caller, { ...own, state: 'open' })).tenants).toEqual([])
  })

  it('begins nothing while it is paused, takes back what no worker began, and loses nothing', async () => {
    const before = (await waitingIn('reindex')) ?? 0
    const early = await runs.start(of('held-a'), { kind: 'reindex' })
    await eventually(async () => expect(await queues.reindex.getJob(early.id)).toBeDefined())
    await held.set(caller, { subject: 'queue', name: 'reindex', state: 'paused' })
    const late = await runs.start(of('held-b'), { kind: 'reindex' })
    await eventually(async () => expect(await queues.reindex.getJob(early.id)).toBeUndefined())
    expect(await queues.reindex.getJob(late.id)).toBeUndefined()
    expect(await waitingIn('reindex')).toBe(before + 2)
    await eventually(async () =>
      expect((await look()).checks.queues).toEqual({
        status: 'degraded',
        detail: `the queue reindex is paused by the key k: ${before + 2} runs wait`,
        loses: 'runs start late',
      }),
    )
    await held.set(caller, { subject: 'tenant', name: 'held-b', state: 'paused' })
    const report = await held.set(caller, { subject: 'queue', name: 'reindex', state: 'open' })
    expect(report.tenants).toEqual([{ tenantId: 'held-b', state: 'paused' }])
    const isDegraded = (detail: string) =>
      eventually(async () => expect((await look()).checks.queues).toMatchObject({ status: 'degraded', detail }))
    await isDegraded('a tenant is paused by the key k: 1 run waits')
    await runs.start(of('held-c'), { kind: 'reindex' })
    await held.set(caller, { subject: 'tenant', name: 'held-c', state: 'paused' })
    await isDegraded('2 tenants are paused by the key k: 2 runs wait')
    await held.set(caller, { subject: 'tenant', name: 'held-c', state: 'open' })
    await eventually(async () => expect(await queues.reindex.getJob(early.id)).toBeDefined())
    expect(await queues.reindex.getJob(late.id)).toBeUndefined()
    await held.set(caller, { subject: 'tenant', name: 'held-b', state: 'open' })
    await eventually(async () => expect(await queues.reindex.getJob(late.id)).toBeDefined())
  })

  it('takes no further run while it is draining, and does those that wait', async () => {
    await held.set(caller, { subject: 'tenant', name: 'held-c', state: 'draining' })
    await expect(runs.start(of('held-c'), { kind: 'train' })).rejects.toMatchObject({ code: 'overloaded', status: 503 })
    await held.set(caller, { subject: 'tenant', name: 'held-c', state: 'open' })
    expect((await runs.start(of('held-c'), { kind: 'train' })).state).toBe('queued')
  })
})

describe('the deletion of a tenant', () => {
  it('closes the tenant at once, and queues its erasure as a run of the operator', async () => {
    await tenants.create(caller, { id: 'leaving', name: 'Leaving', plan: 'starter' })
    const operation = await tenants.erase(caller, 'leaving')
    expect(operation).toMatchObject({ kind: 'erase', options: { erasedTenantId: 'leaving' } })
    expect((await tenants.read(caller, 'leaving')).status).toBe('deleting')
    const data = { tenantId: 'operator', runId: operation.id, erasedTenantId: 'leaving' }
    await eventually(async () => expect((await queues.erase.getJob(operation.id))?.data).toEqual(data))
  })
})

describe('the archive of events', () => {
  const archived = async (month: string) => {
    const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
    const times = { firstAt: `${month}-01T00:00:00Z`, lastAt: `${month}-02T00:00:00Z` }
    await recordArchive(worker.background('acme'), { month, object: 'one', events: 1, sizeBytes: 1, ...times })
    await worker.close()
  }

  it('starts to archive as a dry run unless it is asked for more, and to restore, as runs of the operator', async () => {
    const { id, ...dry } = await startArchives.archive(caller, { months: ['2024-01'] })
    expect(dry).toMatchObject({ kind: 'archive', state: 'queued', options: { months: ['2024-01'], dryRun: true } })
    await archived('2024-01')
    const restored = await startArchives.restore(caller, '2024-01')
    expect(restored).toMatchObject({ kind: 'restoreArchive', options: { month: '2024-01' } })
    const data = { tenantId: 'operator', runId: id, months: ['2024-01'], dryRun: true }
    await eventually(async () => expect((await queues.archive.getJob(id))?.data).toEqual(data))
  })

  it('refuses at once to restore a month that was not archived, and to archive one that has not ended', async () => {
    await expect(startArchives.restore(caller, '2024-02')).rejects.toMatchObject({
      ...{ code: 'not_found', detail: 'No events of 2024-02 are in the archive' },
    })
    const present = new Date().toISOString().slice(0, 7)
    for (const dryRun of [true, false])
      await expect(startArchives.archive(caller, { months: ['2024-02', present], dryRun })).rejects.toMatchObject({
        ...{ code: 'conflict', detail: `Only past months are archived, not ${present}` },
      })
  })

  it('refuses both where no archive is set up', async () => {
    const { ARCHIVE_URL: _, ...without } = config
    const bare = createDependencies(without, createLogger({ service: 'test', level: 'silent' }))
    await expect(bare.startArchives.archive(caller, {})).rejects.toThrow('ARCHIVE_URL is not set')
    await expect(bare.startArchives.restore(caller, '2024-01')).rejects.toThrow('ARCHIVE_URL is not set')
    await bare.close()
  })
})

describe('the dispatcher', () => {
  const handle = (tenantId: string): Caller => ({ ...caller, principal: { ...caller.principal, tenantId } })
  const startTrain = (of: Caller, n: number) => runs.start(of, { kind: 'train', options: { tuneSeconds: n } })

  it('brings back all runs, an erasure and all schedules after queue Redis has lost its data', async () => {
    const shops = ['flushed-a', 'flushed-b', 'flushed-c'].map(handle)
    const trains = await Promise.all(shops.map((of) => eventually(() => startTrain(of, 1))))
    await tenants.create(caller, { id: 'flushed', name: 'Flushed', plan: 'starter' })
    const erasure = await tenants.erase(caller, 'flushed')
    await control.flushall()
    await eventually(async () => {
      for (const { id } of trains) expect(await queues.train.getJob(id)).toBeDefined()
      expect((await queues.erase.getJobs()).length).toBeGreaterThan(0)
      const schedulers = await Promise.all(names.map((name) => queues[name].getJobSchedulersCount()))
      expect(schedulers.filter((count) => count > 0)).toHaveLength(8)
    })
    expect(await runs.read(caller, erasure.id)).toMatchObject({ state: 'queued' })
  })

  it('brings back one lost schedule whose other keys are still there', async () => {
    const [next] = await queues.partition.getDelayed()
    await next?.remove().catch(() => {})
    const lost = (await control.keys('{inkling}:prior:repeat:*')).concat(await control.keys('{inkling}:prior:delayed'))
    await control.del(...lost)
    await eventually(async () => expect(await queues.prior.getDelayedCount()).toBe(1))
  })

  it('queues a running run again whose job is gone', async () => {
    const shop = handle('gone')
    const { id } = await startTrain(shop, 1)
    await eventually(async () => expect(await queues.train.getJob(id)).toBeDefined())
    await database
      .background('gone')
      .transaction('begin', (sql) => sql`update operations.runs set state = 'running', progress = 0.9 where id = ${id}`)
    await queues.train.remove(id)
    await eventually(async () => {
      expect(await queues.train.getJob(id)).toBeDefined()
      expect(await runs.read(shop, id)).toMatchObject({ state: 'queued', progress: 0 })
    })
    expect((await queueMetrics().recovered.get()).values).toContainEqual(
      expect.objectContaining({ labels: { kind: 'train', outcome: 'requeued' } }),
    )
  })

  it('fails a run whose worker died twice, and queues the next run of its tenant', async () => {
    const shop = handle('deadly')
    const [deadly, next] = [await startTrain(shop, 1), await startTrain(shop, 2)]
    await eventually(async () => expect(await queues.train.getJob(deadly.id)).toBeDefined())
    await failAsStalled('train', deadly.id)
    await eventually(async () => {
      const { state, error } = await runs.read(shop, deadly.id)
      expect([state, error]).toEqual(['failed', expect.stringContaining('The worker died twice')])
      expect(await queues.train.getJob(next.id)).toBeDefined()
    })
    const [letter] = await deadLetters.list(shop, false, {}, undefined, 1)
    expect(letter).toMatchObject({ id: deadly.id, error: expect.stringContaining('died twice'), stack: null })
    const submitter = { hasFailed: async (kind: string) => kind === 'partition' }
    await measureDeadLetters(database, submitter, queueMetrics())
    const { values } = await queueMetrics().deadLetters.get()
    const counts = Object.fromEntries(values.map(({ labels, value }) => [labels.kind, value]))
    expect(counts).toMatchObject({ train: expect.any(Number), reindex: 0, partition: 1, prior: 0 })
    expect(counts.train).toBeGreaterThan(0)
  })

  it('lets a tenant wait with three runs, of which one is in the queue, and leaves the queue to other tenants', async () => {
    const [greedy, modest] = [handle('greedy'), handle('modest')]
    const first = await startTrain(greedy, 0)
    for (const n of [1, 2, 3]) await startTrain(greedy, n)
    await expect(startTrain(greedy, 4)).rejects.toMatchObject({ code: 'quota_exceeded', status: 429 })
    const theirs = await startTrain(modest, 0)
    await eventually(async () => {
      const waiting = (await queues.train.getWaiting()).filter(({ data }) => /greedy|modest/.test(data.tenantId))
      expect(waiting.map(({ id }) => id).toSorted()).toEqual([first.id, theirs.id].toSorted())
    })

    const cancelled = await runs.cancel(greedy, first.id)
    expect(cancelled.state).toBe('cancelled')
    await eventually(async () => {
      expect(await queues.train.getJob(first.id)).toBeUndefined()
      const greedyJobs = (await queues.train.getWaiting()).filter(({ data }) => data.tenantId === 'greedy')
      expect(greedyJobs.map(({ data }) => data.tuneSeconds)).toEqual([1])
    })
  })

  it('accepts the deletion of a tenant while queue Redis is unavailable, and erases it afterwards', async () => {
    await tenants.create(caller, { id: 'unlucky', name: 'Unlucky', plan: 'starter' })
    await queues.erase.obliterate({ force: true })
    await redis.stop()
    const erasure = await tenants.erase(caller, 'unlucky')
    expect(erasure.state).toBe('queued')
    expect((await tenants.erase(caller, 'unlucky')).id).toBe(erasure.id)
    await redis.start()
    await eventually(async () => expect((await queues.erase.getJobs()).length).toBe(1))
  })

  /** As BullMQ ends a job whose worker died twice. */
  async function failAsStalled(queue: 'train', id: string) {
    await queues[queue].pause()
    const worker = new Worker(queue, undefined, { connection: { url: redis.url }, prefix: '{inkling}', autorun: false })
    await queues[queue].resume()
    for (;;) {
      const job = await worker.getNextJob('token', { block: false })
      if (!job) throw new Error(`job ${id} is not in its queue`)
      if (job.id === id) {
        await job.moveToFailed(new UnrecoverableError('job stalled more than allowable limit'), 'token', false)
        break
      }
    }
    await worker.close()
  }
})
