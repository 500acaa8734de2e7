import { spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { join } from 'node:path'
import { InklingError } from '@inkling/errors'
import { activeLogFacts, inSpan, jobMetrics, startTracing } from '@inkling/telemetry'
import { testRedis } from '@inkling/testing'
import { trace } from '@opentelemetry/api'
import { type Job, Queue, type Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openRuns } from '../test/open-runs.ts'
import { recoverRuns } from './dispatch/recover-runs.ts'
import { jobLimits } from './job-limits.ts'
import { JobSubmitter } from './job-submitter.ts'
import { type JobContext, type Processor, type Processors, startJobWorker, startJobWorkers } from './job-worker.ts'
import { jobNames } from './jobs/registry.ts'
import { redisPrefix } from './redis-prefix.ts'

await startTracing({ service: 'test' })
const metrics = jobMetrics()
const redis = await testRedis()
const jobs = new JobSubmitter(redis.url, () => {})
const queue = new Queue('train', { connection: { url: redis.url }, prefix: redisPrefix })
const control = new Redis(redis.url)
let stopping: AbortController
let workers: Worker[]
beforeEach(async () => {
  await control.flushall()
  metrics.ended.reset()
  stopping = new AbortController()
  workers = []
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close(true)))
  vi.restoreAllMocks()
})
afterAll(async () => {
  await Promise.all([jobs.close(), queue.close()])
  control.disconnect()
})

function work(process: Processor<'train'>) {
  const worker = startJobWorker(redis.url, 'train', process, stopping.signal, () => {})
  workers.push(worker)
  return worker
}

const payload = (runId: string) => ({ tenantId: 'acme', runId, tuneSeconds: 1 })
const fault = new Error('no')
const submit = (runId: string) => jobs.submit('train', runId, payload(runId))
async function outcomes() {
  const { values } = await metrics.ended.get()
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).join(' '), value]))
}

/** Resolves when the worker has told this event of the job. */
const eventOf = (worker: Worker, event: 'completed' | 'failed', runId: string) =>
  new Promise<void>((resolve) => worker.on(event, (job: Job | undefined) => job?.id === runId && resolve()))

/** As after half a minute without news: the lock has ended, a check has noted the job, and the next check is due. */
async function passTheLock(runId: string) {
  const key = (name: string) => `${redisPrefix}:train:${name}`
  await control.sadd(key('stalled'), runId)
  await control.del(key(`${runId}:lock`), key('stalled-check'))
}

it('gives a job to its processor as it was submitted, and once although its id is submitted again', async () => {
  const process = vi.fn<Processor<'train'>>(async () => {})
  const worker = work(process)
  const done = eventOf(worker, 'completed', 'run_2')
  for (const runId of ['run_1', 'run_1', 'run_2']) await submit(runId)
  await done
  expect(process.mock.calls.map(([given]) => given)).toEqual([payload('run_1'), payload('run_2')])
  expect(await outcomes()).toEqual({ 'train succeeded': 2 })
})

it('gives a scheduled job to its processor when its time comes, and waits for the next time', async () => {
  const process = vi.fn<Processor<'train'>>(async () => {})
  const worker = work(process)
  await jobs.schedule('train', '0 3 * * *', payload('run_1'))
  const [next] = await queue.getDelayed()
  const done = eventOf(worker, 'completed', next?.id ?? '')
  await next?.promote()
  await done
  expect(process.mock.calls.map(([given]) => given)).toEqual([payload('run_1')])
  expect(await queue.getDelayedCount()).toBe(1)
})

it('tries a failed job again, and tells its processor which attempt is the last', async () => {
  const told: boolean[] = []
  const worker = work(async (_payload, { isLast }: JobContext) => {
    const error = new Error('no')
    told.push(isLast(error))
    throw error
  })
  let failed = eventOf(worker, 'failed', 'run_1')
  await submit('run_1')
  for (let retry = 0; retry < 3; retry++) {
    await failed
    failed = eventOf(worker, 'failed', 'run_1')
    await (await queue.getJob('run_1'))?.promote()
  }
  await failed
  expect(told).toEqual([false, false, false, true])
  expect(await queue.getFailedCount()).toBe(1)
  expect(await outcomes()).toEqual({ 'train failed': 4 })
})

it('does as many jobs at once and gives each as much time as the limits of the installation say', async () => {
  const aborted: unknown[] = []
  const begun = vi.fn()
  const process: Processor<'train'> = ({ runId }, { signal }) =>
    new Promise((_, reject) => {
      begun(runId)
      signal.addEventListener('abort', () => reject(aborted.push((signal.reason as Error).name)))
    })
  const limits = jobLimits({ JOB_TRAIN_CONCURRENCY: 2, JOB_TRAIN_TIMEOUT_MS: 2_000 })
  const worker = startJobWorker(redis.url, 'train', process, stopping.signal, () => {}, metrics, limits)
  workers.push(worker)
  const failed = Promise.all([eventOf(worker, 'failed', 'run_1'), eventOf(worker, 'failed', 'run_2')])
  await Promise.all([submit('run_1'), submit('run_2')])
  await vi.waitFor(() => expect(begun).toHaveBeenCalledTimes(2))
  expect(aborted).toEqual([])
  await failed
  expect(aborted).toEqual(['TimeoutError', 'TimeoutError'])
})

it('reports each failure as a fault of the job’s tenant, in its trace', async () => {
  const reported: unknown[] = []
  const listen = (fault: unknown) => void reported.push(fault)
  subscribe('inkling:fault', listen)
  const error = new InklingError('internal', 'no')
  const worker = work(() => Promise.reject(error))
  const failed = eventOf(worker, 'failed', 'run_1')
  await submit('run_1')
  await failed
  unsubscribe('inkling:fault', listen)
  const traceId = expect.stringMatching(/^([0-9a-f]{32})?$/)
  expect(reported).toEqual([{ code: error.code, error, route: 'job train', tenantId: 'acme', traceId }])
})

it('an erasure that failed for the last time leaves its queue, so that the dispatcher can hand it again', async () => {
  const erase = { tenantId: 'acme', runId: 'run_1', erasedTenantId: 'gone' }
  const erasures = new Queue('erase', { connection: { url: redis.url }, prefix: redisPrefix })
  const told: boolean[] = []
  const process: Processor<'erase'> = async (_payload, { isLast }) => {
    const error = new InklingError('conflict', 'no')
    told.push(isLast(error))
    throw error
  }
  const worker = startJobWorker(redis.url, 'erase', process, stopping.signal, () => {})
  workers.push(worker)
  const failed = eventOf(worker, 'failed', 'run_1')
  await erasures.add('erase', erase, { jobId: 'run_1', attempts: 1 })
  await failed
  const open = { kind: 'erase', id: 'run_1', tenantId: 'acme', state: 'running' } as const
  const { runs, steps } = openRuns([open])
  await recoverRuns(runs, jobs)
  expect(told).toEqual([false])
  expect(steps).toEqual([
    ['requeue', 'run_1'],
    ['told', 'run_1', 'requeued'],
  ])
  expect(await jobs.fateOf('erase', 'run_1')).toBe('lost')
  await erasures.close()
})

it('aborts a job when its time is up', async () => {
  const time = new AbortController()
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal)
  const worker = work((_payload, { signal }) => {
    time.abort(new Error('time is up'))
    return Promise.reject(signal.reason)
  })
  const failed = eventOf(worker, 'failed', 'run_1')
  await submit('run_1')
  await failed
  expect((await queue.getJob('run_1'))?.failedReason).toBe('time is up')
  expect(timeout).toHaveBeenCalledWith(15 * 60_000)
})

it('aborts a job when the process is stopping, and returns it to the queue without counting the attempt', async () => {
  const begun = Promise.withResolvers<JobContext>()
  const worker = work((_payload, context) => {
    begun.resolve(context)
    return new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
  })
  const only = { jobId: 'run_1', attempts: 1 }
  await queue.add('train', payload('run_1'), only)
  const context = await begun.promise
  expect(context.isLast(fault)).toBe(true)
  stopping.abort(new Error('stopping'))
  await worker.close()
  expect(context.isLast(fault)).toBe(false)
  expect(await outcomes()).toEqual({ 'train handed_back': 1 })

  stopping = new AbortController()
  const told = Promise.withResolvers<boolean>()
  const next = work(async (_payload, { isLast }) => told.resolve(isLast(fault)))
  const done = eventOf(next, 'completed', 'run_1')
  expect(await told.promise).toBe(true)
  await done
  expect((await queue.getJob('run_1'))?.attemptsMade).toBe(1)
})

it('counts no outage as an attempt: the job waits, longer each time, and is done in its only attempt', async () => {
  const left = [1, 2, 3]
  const lasts: boolean[] = []
  const outage = new InklingError('dependency_unavailable', 'no')
  const worker = work(async (_payload, { isLast }) => {
    lasts.push(isLast(outage))
    if (left.pop() !== undefined) throw outage
  })
  const done = eventOf(worker, 'completed', 'run_1')
  await queue.add('train', payload('run_1'), { jobId: 'run_1', attempts: 1 })
  for (const [atLeastMs, atMostMs] of [
    [500, 1_000],
    [1_000, 2_000],
    [2_000, 4_000],
  ] as const) {
    const delayed = await vi.waitFor(async () => (await queue.getDelayed())[0] ?? Promise.reject(new Error('none')))
    expect(delayed.delay).toBeGreaterThan(atLeastMs - 50)
    expect(delayed.delay).toBeLessThanOrEqual(atMostMs)
    expect(await jobs.fateOf('train', 'run_1')).toBe('alive')
    await delayed.promote()
  }
  await done
  expect((await queue.getJob('run_1'))?.attemptsMade).toBe(1)
  expect(lasts).toEqual([false, false, false, false])
  expect(await outcomes()).toEqual({ 'train delayed': 3, 'train succeeded': 1 })
})

it('takes the job of a cancelled run out of its queue while it waits for the end of an outage', async () => {
  work(() => Promise.reject(new InklingError('dependency_unavailable', 'no')))
  await submit('run_1')
  await vi.waitFor(async () => expect(await queue.getDelayedCount()).toBe(1))
  expect(await jobs.remove('train', 'run_1')).toBe(true)
  expect(await jobs.fateOf('train', 'run_1')).toBe('lost')
})

it('fails a job that is no run at last in an outage, so that its schedule repeats it', async () => {
  const process: Processor<'prior'> = () => Promise.reject(new InklingError('deadline_exceeded', 'no'))
  const worker = startJobWorker(redis.url, 'prior', process, stopping.signal, () => {})
  workers.push(worker)
  const failed = eventOf(worker, 'failed', 'prior_1')
  const priors = new Queue('prior', { connection: { url: redis.url }, prefix: redisPrefix })
  await priors.add('prior', {}, { jobId: 'prior_1', attempts: 1 })
  const timer = setInterval(
    () =>
      void priors
        .getDelayed()
        .then(([job]) => job?.promote())
        .catch(() => {}),
    20,
  )
  await failed
  clearInterval(timer)
  expect(await outcomes()).toEqual({ 'prior delayed': 20, 'prior failed': 1 })
  await priors.close()
})

it('fails a job that is refused at once, and reports no fault', async () => {
  const reported: unknown[] = []
  const listen = (fault: unknown) => void reported.push(fault)
  subscribe('inkling:fault', listen)
  const refusal = new InklingError('not_found', 'Nothing is there')
  const lasts: boolean[] = []
  const worker = work(async (_payload, { isLast }) => {
    lasts.push(isLast(refusal))
    throw refusal
  })
  const failed = eventOf(worker, 'failed', 'run_1')
  await submit('run_1')
  await failed
  unsubscribe('inkling:fault', listen)
  expect(await queue.getFailedCount()).toBe(1)
  expect([lasts, reported]).toEqual([[true], []])
  expect(await outcomes()).toEqual({ 'train refused': 1 })
})

it('tells that a job is lost that has ended although its run has not, and takes it again', async () => {
  const worker = work(async () => {})
  const done = eventOf(worker, 'completed', 'run_1')
  await submit('run_1')
  await done
  await worker.close()
  expect(await jobs.fateOf('train', 'run_1')).toBe('lost')
  await submit('run_1')
  expect(await jobs.fateOf('train', 'run_1')).toBe('alive')
})

it('gives a job to another worker when its worker died', async () => {
  const doomed = spawn(process.execPath, [join(import.meta.dirname, '../test/doomed-worker.ts'), redis.url])
  await submit('run_1')
  await once(doomed.stdout, 'data')
  const died = once(doomed, 'exit')
  doomed.kill('SIGKILL')
  await died
  expect(await queue.getActiveCount()).toBe(1)
  await passTheLock('run_1')
  const taken = Promise.withResolvers<unknown>()
  work(async (given) => taken.resolve(given))
  expect(await taken.promise).toEqual(payload('run_1'))
})

it('ends a job whose worker died twice as failed, and tells that its workers died', async () => {
  await submit('run_1')
  for (const _ of ['first', 'second']) {
    const doomed = spawn(process.execPath, [join(import.meta.dirname, '../test/doomed-worker.ts'), redis.url])
    await once(doomed.stdout, 'data')
    expect(await jobs.fateOf('train', 'run_1')).toBe('alive')
    const died = once(doomed, 'exit')
    doomed.kill('SIGKILL')
    await died
    await passTheLock('run_1')
  }
  const third = vi.fn<Processor<'train'>>(async () => {})
  await eventOf(work(third), 'failed', 'run_1')
  expect(third).not.toHaveBeenCalled()
  expect(await jobs.fateOf('train', 'run_1')).toEqual({ error: expect.stringMatching(/^The worker died twice/) })
})

it('tells that a job is lost when Redis has lost it or a part of it, and takes it again', async () => {
  expect(await jobs.fateOf('train', 'run_1')).toBe('lost')
  await submit('run_1')
  expect(await jobs.fateOf('train', 'run_1')).toBe('alive')
  await control.del(`${redisPrefix}:train:wait`)
  expect(await jobs.fateOf('train', 'run_1')).toBe('lost')
  await submit('run_1')
  expect(await jobs.fateOf('train', 'run_1')).toBe('alive')
})

it('takes a waiting job out of its queue', async () => {
  await submit('run_1')
  await jobs.remove('train', 'run_1')
  expect(await jobs.fateOf('train', 'run_1')).toBe('lost')
})

it('holds the lock of a job long enough that a busy worker does not lose it, and the job of one that died is soon taken', async () => {
  const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const worker = work(async () => {
    begun.resolve()
    await release.promise
  })
  const done = eventOf(worker, 'completed', 'run_1')
  await submit('run_1')
  await begun.promise
  const leftMs = await control.pttl(`${redisPrefix}:train:run_1:lock`)
  expect(leftMs).toBeGreaterThan(10_000)
  const { stalledInterval = Number.POSITIVE_INFINITY } = worker.opts
  expect(leftMs + 2 * stalledInterval).toBeLessThanOrEqual(30_000)
  release.resolve()
  await done
})

it('continues the trace that submitted a job in its processor', async () => {
  const activeTrace = () => trace.getActiveSpan()?.spanContext().traceId
  const there = Promise.withResolvers<string | undefined>()
  work(async () => there.resolve(activeTrace()))
  const here = await inSpan('request', {}, async () => {
    await submit('run_1')
    return activeTrace()
  })
  expect(here).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
  expect(await there.promise).toBe(here)
})

it('log lines of a processor hold the id of its job', async () => {
  const there = Promise.withResolvers<string | undefined>()
  work(async () => there.resolve(activeLogFacts()?.jobId))
  await submit('run_1')
  expect(await there.promise).toBe('run_1')
})

it('takes one job of a kind at a time, and leaves the next one to other workers', async () => {
  const [begun, other] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  const release = Promise.withResolvers<void>()
  work(async ({ runId }) => {
    begun.resolve(runId)
    await release.promise
  })
  for (const runId of ['run_1', 'run_2']) await submit(runId)
  expect(await begun.promise).toBe('run_1')
  work(async ({ runId }) => other.resolve(runId))
  expect(await other.promise).toBe('run_2')
  release.resolve()
})

it('fails a job whose payload does not fit its schema, without another attempt', async () => {
  const process = vi.fn<Processor<'train'>>(async () => {})
  const worker = work(process)
  const failed = eventOf(worker, 'failed', 'run_1')
  await queue.add('train', { tenantId: 'acme', runId: 'run_1' }, { jobId: 'run_1', attempts: 3 })
  await failed
  const job = await queue.getJob('run_1')
  expect(job?.failedReason).toMatch(/^job run_1 cannot be processed: payload of job train /)
  expect(await job?.getState()).toBe('failed')
  expect(process).not.toHaveBeenCalled()
  expect(await outcomes()).toEqual({ 'train failed': 1 })
})

it('reports errors of its connection instead of ending the process', async () => {
  const error = Promise.withResolvers<Error>()
  const unreachable = startJobWorker('redis://127.0.0.1:1', 'train', async () => {}, stopping.signal, error.resolve)
  expect(await error.promise).toMatchObject({ code: 'ECONNREFUSED' })
  await unreachable.close(true)
})

it('measures how long a job waited and took', async () => {
  metrics.seconds.reset()
  metrics.waitSeconds.reset()
  const worker = work(async () => {})
  const done = eventOf(worker, 'completed', 'run_1')
  await submit('run_1')
  await done
  const { values } = await metrics.seconds.get()
  const counts = values.filter(({ metricName }) => metricName === 'inkling_job_seconds_count')
  expect(counts).toMatchObject([{ labels: { kind: 'train' }, value: 1 }])
  const waits = (await metrics.waitSeconds.get()).values.filter(({ metricName = '' }) =>
    /_(count|sum)$/.test(metricName),
  )
  const [waited, count] = waits.map(({ value }) => value)
  expect(count).toBe(1)
  expect(waited).toBeGreaterThanOrEqual(0)
  expect(waited).toBeLessThan(60)
})

it('starts a worker for every kind of job, each with its own processor', async () => {
  const processors = Object.fromEntries(jobNames.map((name) => [name, async () => {}])) as unknown as Processors
  const taken = Promise.withResolvers<unknown>()
  const prior: Processors['prior'] = async (given) => taken.resolve(given)
  workers = startJobWorkers(redis.url, { ...processors, prior }, stopping.signal, () => {})
  expect(workers.map(({ name }) => name)).toEqual(jobNames)
  await jobs.submit('prior', 'prior_1', {})
  expect(await taken.promise).toEqual({})
})
