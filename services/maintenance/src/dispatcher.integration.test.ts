import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { plans } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import {
  type DispatchedRuns,
  Heartbeats,
  handRuns,
  JobSubmitter,
  jobNames,
  type Processors,
  redisPrefix,
  startJobWorkers,
} from '@inkling/queues'
import { createLogger, queueMetrics } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, expect, it, vi } from 'vitest'
import { Dispatchers } from '../test/dispatchers.ts'
import { dispatchedRuns } from './adapters/dispatched-runs.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const redis = await testRedis()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 4 })
const control = new Redis(redis.url)
const queue = new Queue('train', { connection: { url: redis.url }, prefix: redisPrefix })
const stopping = new AbortController()

/** How often each run was worked on. */
const worked = new Map<string, number>()
const train = async ({ tenantId, runId }: { readonly tenantId: string; readonly runId: string }) => {
  worked.set(runId, (worked.get(runId) ?? 0) + 1)
  await owner.tenant(
    tenantId,
    { name: 'end' },
    (sql) => sql`
      update operations.runs set state = 'succeeded', finished_at = now(), attempts = attempts + 1
      where id = ${runId} and finished_at is null`,
  )
}
const idle = Object.fromEntries(jobNames.map((name) => [name, async () => {}])) as unknown as Processors
const workers = Array.from({ length: 4 }, () => {
  const heartbeats = new Heartbeats(redis.url, () => {})
  heartbeats.start()
  const started = startJobWorkers(redis.url, { ...idle, train }, stopping.signal, () => {})
  return { close: () => Promise.all([heartbeats.close(), ...started.map((worker) => worker.close())]) }
})

const dispatchers = new Dispatchers(roleUrl('maintenance'), redis.url)
afterAll(async () => {
  await dispatchers.killAll()
  stopping.abort(new Error('the test is over'))
  await Promise.all([...workers.map((worker) => worker.close()), queue.close(), owner.close()])
  control.disconnect()
})

const insert = (runs: number, tenants: number, prefix: string) =>
  owner.platform({ name: 'insert' }, async (sql) => {
    await sql`
      insert into operations.runs (tenant_id, id, kind, options)
      select 'tenant-' || n % ${tenants}::int, ${prefix} || n, 'train', '{"tuneSeconds": 0}'
      from generate_series(1, ${runs}::int) n`
  })
const countSucceeded = async () => {
  const [row] = await owner.platform(
    { name: 'count' },
    (sql) => sql<[{ count: number }]>`select count(*)::int from operations.runs where state = 'succeeded'`,
  )
  return row.count
}
const untilSucceeded = (least: number) =>
  vi.waitFor(async () => expect(await countSucceeded()).toBeGreaterThanOrEqual(least), {
    timeout: 30_000,
    interval: 10,
  })

it('every run ends, and is worked on once, although dispatchers are killed at any moment', async () => {
  await dispatchers.start()
  await dispatchers.start()
  await insert(300, 30, 'killed-')
  for (const least of [20, 80, 140, 200]) {
    await untilSucceeded(least)
    await dispatchers.killOldest()
    await dispatchers.start()
  }
  await untilSucceeded(300)
  expect(worked.size).toBe(300)
  expect([...worked.values()].filter((times) => times !== 1)).toEqual([])
}, 90_000)

it('every run ends although queue Redis loses its data while runs wait and dispatchers are killed', async () => {
  const before = await countSucceeded()
  await insert(300, 30, 'flushed-')
  await untilSucceeded(before + 20)
  await control.flushall()
  await dispatchers.killOldest()
  await untilSucceeded(before + 300)
  expect(worked.size).toBe(600)
}, 90_000)

it('every run ends, and is worked on once, although clocks are set back by an hour while runs wait', async () => {
  const before = await countSucceeded()
  await insert(300, 30, 'behind-')
  await untilSucceeded(before + 20)
  const { now } = Date
  const setBack = vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000)
  await dispatchers.start('clock-set-back.ts')
  await dispatchers.killOldest()
  await untilSucceeded(before + 300)
  setBack.mockRestore()
  expect([...worked].filter(([id, times]) => id.startsWith('behind-') && times !== 1)).toEqual([])
}, 90_000)

it('the example in the README of packages/queues records runs, cancels some and follows one to its end', async () => {
  const readme = await readFile(new URL('../../../packages/queues/README.md', import.meta.url), 'utf8')
  const [, code = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
  const script = join(import.meta.dirname, `../test/example-of-readme-${process.pid}.mts`)
  await writeFile(script, code)
  const env = { DATABASE_URL: roleUrl('maintenance') }
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env }).finally(() => rm(script))
  expect(stdout.trim().split('\n').at(-1)).toBe('succeeded 0 null')
  const rows = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ state: string }[]>`select state from operations.runs where tenant_id = 'shop' order by state`,
  )
  expect(rows.map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled', 'succeeded'])
}, 30_000)

it('a run whose dispatcher dies between its queue and Postgres is handed again, and worked on once', async () => {
  await dispatchers.killAll()
  await queue.pause()
  const before = await countSucceeded()
  await insert(1, 1, 'between-')
  const runs = dispatchedRuns(owner, createLogger({ service: 'test', level: 'silent' }), queueMetrics(), () => plans)
  const submitter = new JobSubmitter(redis.url, () => {})
  const hand = (own: Partial<DispatchedRuns> = {}) =>
    handRuns({ ...runs, ...own }, submitter, { workers: 4, heavy: 100 }, new Map())
  const died = new Error('killed')
  await expect(hand({ markHanded: () => Promise.reject(died) })).rejects.toBe(died)
  expect((await hand()).handed).toEqual({ train: 1 })
  expect((await hand()).handed).toEqual({})
  expect((await queue.getWaiting()).map(({ id }) => id)).toEqual(['between-1'])
  await queue.resume()
  await untilSucceeded(before + 1)
  expect(worked.get('between-1')).toBe(1)
  await submitter.close()
}, 30_000)
