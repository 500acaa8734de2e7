import { testRedis } from '@inkling/testing'
import { UnrecoverableError } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { jobLimits } from './job-limits.ts'
import { JobSubmitter } from './job-submitter.ts'
import { startJobWorker } from './job-worker.ts'
import { jobs as definitions, type JobPayload, jobNames } from './jobs/registry.ts'

const redis = await testRedis()
const control = new Redis(redis.url, { retryStrategy: () => 10, maxRetriesPerRequest: null })
control.on('error', () => {})
const submitters: JobSubmitter[] = []
beforeEach(() => control.flushall())
afterAll(async () => {
  await Promise.all(submitters.map((submitter) => submitter.close()))
  control.disconnect()
})

function open(onError: (error: Error) => void = () => {}) {
  const submitter = new JobSubmitter(redis.url, onError)
  submitters.push(submitter)
  return submitter
}

const jobs = open()
const train = (runId: string, submitter = jobs) =>
  submitter.submit('train', runId, { tenantId: 'acme', runId, tuneSeconds: 0 })
const unavailable = {
  code: 'dependency_unavailable',
  status: 503,
  message: 'queue Redis unavailable',
  detail: 'Jobs cannot be queued now; try again in a few seconds',
  retryAfterSeconds: 5,
}
const stored = (queue: string, jobId: string) => control.hgetall(`{inkling}:${queue}:${jobId}`)

const look = async (queue: string, nowMs = Date.now()) => (await jobs.look(nowMs)).find((one) => one.queue === queue)
const waiting = async () => Object.fromEntries((await jobs.look(Date.now())).map((one) => [one.queue, one.waiting]))

it('shows the age of the job that waits longest in each queue', async () => {
  await train('run_old')
  const ageMs = (await look('train', Date.now() + 60_000))?.oldestMs
  expect(ageMs).toBeGreaterThanOrEqual(60_000)
  expect(ageMs).toBeLessThan(120_000)
  expect((await look('erase'))?.oldestMs).toBe(0)
})

it('tells that the job of a queue that ended last has failed for good, until another one succeeds', async () => {
  const outcomes = [new UnrecoverableError('no'), undefined]
  const processor = async () => {
    const error = outcomes.shift()
    if (error) throw error
  }
  const worker = startJobWorker(redis.url, 'prior', processor, new AbortController().signal, () => {})
  expect(await jobs.hasFailed('prior')).toBe(false)
  await jobs.submit('prior', 'first', {})
  await vi.waitFor(async () => expect(await jobs.hasFailed('prior')).toBe(true))
  await jobs.submit('prior', 'second', {})
  await vi.waitFor(async () => expect(await jobs.hasFailed('prior')).toBe(false))
  await worker.close()
})

it('tells jobs that are worked on from those that wait', async () => {
  await train('run_stalled')
  expect(await look('train')).toMatchObject({ waiting: 1, active: 0 })
  const stopping = new AbortController()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: end, resolve: finish } = Promise.withResolvers<void>()
  const processor = async () => {
    begin()
    await end
  }
  const worker = startJobWorker(redis.url, 'train', processor, stopping.signal, () => {})
  await begun
  expect(await look('train')).toMatchObject({ waiting: 0, active: 1 })
  finish()
  await worker.close()
})

it('adds many jobs at once, each once, with the time since when they wait', async () => {
  const job = (jobId: string) => ({ jobId, payload: { tenantId: 'acme', runId: jobId, tuneSeconds: 0 } })
  const added = ['run_1', 'run_2'].map((id, n) => ({ ...job(id), timestampMs: 1_000 + n }))
  for (let twice = 0; twice < 2; twice++) await jobs.addAll('train', added)
  expect(await look('train', 61_000)).toMatchObject({ waiting: 2, oldestMs: 60_000 })
})

it('adds a job once under its id, however often it is submitted', async () => {
  await Promise.all([train('run_1'), train('run_1'), train('run_2'), train('run_1')])
  const none = Object.fromEntries(jobNames.map((name) => [name, 0]))
  expect(await waiting()).toEqual({ ...none, train: 2 })
})

it('stores a job with its payload, and with how often it is tried and how long it is kept', async () => {
  await train('run_1')
  const { name, data, opts = '' } = await stored('train', 'run_1')
  expect(name).toBe('train')
  expect(JSON.parse(data ?? '')).toEqual({ tenantId: 'acme', runId: 'run_1', tuneSeconds: 0 })
  expect(JSON.parse(opts)).toMatchObject({
    attempts: 4,
    backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
    removeOnComplete: { age: 86_400, count: 1_000 },
    removeOnFail: { age: 604_800 },
  })
})

it('lets a job be tried as often as the limits of the installation say', async () => {
  const once = new JobSubmitter(redis.url, () => {}, jobLimits({ JOB_TRAIN_ATTEMPTS: 1 }))
  submitters.push(once)
  await train('run_1', once)
  expect(JSON.parse((await stored('train', 'run_1')).opts ?? '')).toMatchObject({ attempts: 1 })
})

it('rejects a job when its queue is full and says when to try again; other queues accept jobs', async () => {
  const { maxWaiting } = definitions.partition
  for (let n = 0; n < maxWaiting; n++) await jobs.submit('partition', `job_${n}`, { monthsAhead: 1 })
  await expect(jobs.submit('partition', 'one too many', { monthsAhead: 1 })).rejects.toMatchObject({
    code: 'overloaded',
    status: 503,
    detail: '10 jobs of this kind are waiting; try again later',
    retryAfterSeconds: maxWaiting * 5,
  })
  await train('run_1')
  expect(await waiting()).toMatchObject({ train: 1, partition: maxWaiting })
})

it('rejects a payload that does not fit the schema of its job, and queues nothing', async () => {
  const strange = { tenantId: 'acme', runId: 'run_1', tuneSeconds: 'long' } as unknown as JobPayload<'train'>
  const expected = new RangeError('payload of job train/tuneSeconds must be number')
  await expect(jobs.submit('train', 'run_1', strange)).rejects.toEqual(expected)
  await expect(jobs.schedule('train', '0 3 * * *', strange)).rejects.toEqual(expected)
  expect(await waiting()).toMatchObject({ train: 0 })
})

it('keeps one schedule of a job, which does not count as waiting and whose next run is at the time of its cron pattern in UTC', async () => {
  const schedule = () => jobs.schedule('partition', '0 3 * * *', { monthsAhead: 3 })
  await Promise.all([schedule(), schedule(), schedule()])
  expect(await waiting()).toMatchObject({ partition: 0 })
  expect(await control.zcard('{inkling}:partition:delayed')).toBe(1)
  const [key = ''] = (await control.keys('{inkling}:partition:repeat:*:*')).filter((name) => /:\d+$/.test(name))
  expect(new Date(Number(key.split(':').at(-1))).toISOString()).toMatch(/T03:00:00\.000Z$/)
  expect(JSON.parse((await control.hget(key, 'data')) ?? '')).toEqual({ monthsAhead: 3 })
})

describe('while Redis is unavailable', () => {
  it('rejects jobs, and accepts them again when Redis is back', async () => {
    await train('before')
    await redis.stop()
    await expect(train('during')).rejects.toMatchObject(unavailable)
    await redis.start()
    await vi.waitFor(() => train('after'), { timeout: 20_000, interval: 50 })
    await vi.waitFor(() => control.ping(), { timeout: 20_000, interval: 50 })
    expect(await waiting()).toMatchObject({ train: 2 })
  })

  it('rejects jobs of a process that has never reached Redis, reports the errors, and accepts jobs later', async () => {
    await redis.stop()
    const errors: Error[] = []
    const submitter = open((error) => errors.push(error))
    await expect(train('during', submitter)).rejects.toMatchObject(unavailable)
    expect(errors[0]).toMatchObject({ code: 'ECONNREFUSED' })
    await redis.start()
    await vi.waitFor(() => train('after', submitter), { timeout: 20_000, interval: 50 })
    expect(await control.exists('{inkling}:train:after')).toBe(1)
  })

  it('closes, so that a process can end', async () => {
    const [connected, never] = [open(), open()]
    await train('before', connected)
    await redis.stop()
    const neverConnected = open()
    await Promise.all([connected.close(), never.close(), neverConnected.close()])
    await redis.start()
    await vi.waitFor(() => control.ping(), { timeout: 20_000, interval: 50 })
    for (const closed of [connected, neverConnected])
      await expect(train('after', closed)).rejects.toMatchObject({ code: 'dependency_unavailable' })
    expect(await control.exists('{inkling}:train:after')).toBe(0)
  })
})
