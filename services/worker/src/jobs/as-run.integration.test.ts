import { createDatabase, listDeadLetters, readRun, runLogOf } from '@inkling/database'
import { JobSubmitter, jobLimits, jobNames, type Processors, startJobWorkers } from '@inkling/queues'
import { createLogger, jobMetrics } from '@inkling/telemetry'
import { ChaosProxy, testDatabase, testRedis } from '@inkling/testing'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { runLog } from '../adapters/run-log.ts'
import { asRun } from './as-run.ts'

const { roleUrl } = await testDatabase()
const redis = await testRedis()
const proxy = await ChaosProxy.start(roleUrl('worker'))
const database = createDatabase({ url: proxy.url, applicationName: 'test', pool: 2 })
const direct = createDatabase({ url: roleUrl('worker'), applicationName: 'look', pool: 1 })
const acme = direct.background('acme')
/** Each attempt that counts would be the last one. */
const limits = jobLimits({ JOB_TRAIN_ATTEMPTS: 1 })
const submitter = new JobSubmitter(redis.url, () => {}, limits)
const metrics = jobMetrics()
const work = vi.fn<() => Promise<object>>()
const stopping = new AbortController()
const processors = {
  ...Object.fromEntries(jobNames.map((name) => [name, async () => {}])),
  train: asRun(runLog(database), createLogger({ service: 'test', level: 'silent' }), work),
} as unknown as Processors
const workers = startJobWorkers(redis.url, processors, stopping.signal, () => {}, metrics, limits)
beforeEach(() => {
  work.mockReset()
  metrics.ended.reset()
})
afterAll(async () => {
  stopping.abort()
  await Promise.all([...workers.map((worker) => worker.close()), submitter.close()])
  await proxy.stop()
  await Promise.all([database.close(), direct.close()])
})

const hand = async (id: string) => {
  await runLogOf(acme).insertUnlessActive({ id, kind: 'train', options: {} })
  const payload = { tenantId: 'acme', runId: id, tuneSeconds: 1 }
  await submitter.addAll('train', [{ jobId: id, payload, timestampMs: Date.now() }])
}
const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 50 })
async function outcomes(): Promise<Record<string, number>> {
  const { values } = await metrics.ended.get()
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).join(' '), value]))
}
const read = () => database.background('acme').transaction('read', async (sql) => [...(await sql`select 1`)])

it.each([
  ['it works', () => proxy.cut().then(read), 2],
  ['it is about to end', () => proxy.cut().then(() => ({})), 2],
  ['it is about to begin', undefined, 1],
])(
  'a run succeeds, is recorded once and is no dead letter if Postgres is away for all attempts while %s',
  async (name, interrupted, times) => {
    const id = `op_${name.replaceAll(' ', '_')}`
    work.mockResolvedValue({ done: true })
    if (interrupted) work.mockImplementationOnce(interrupted)
    else await proxy.cut()
    await hand(id)
    await eventually(async () => expect((await outcomes())['train delayed']).toBeGreaterThanOrEqual(3))
    expect(await submitter.fateOf('train', id)).toBe('alive')
    await proxy.mend()
    await eventually(async () => expect((await readRun(acme, id)).state).toBe('succeeded'))
    expect(await readRun(acme, id)).toMatchObject({ result: { done: true }, error: null })
    expect(work).toHaveBeenCalledTimes(times)
    await eventually(async () => expect(await outcomes()).toMatchObject({ 'train succeeded': 1 }))
    expect(await outcomes()).not.toHaveProperty('train failed')
    expect(await listDeadLetters(acme, {}, undefined, 1)).toEqual([])
  },
  60_000,
)
