import { metrics } from '@inkling/telemetry'
import { testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { queueDefinitions } from './definitions.ts'
import { JobSubmitter } from './job-submitter.ts'

const redis = await testRedis()
const control = new Redis(redis.url, { retryStrategy: () => 10, maxRetriesPerRequest: null })
control.on('error', () => {})
const submitters: JobSubmitter[] = []
beforeEach(() => control.flushall())
afterAll(async () => {
  await Promise.all(submitters.map((submitter) => submitter.close()))
  control.disconnect()
})

function open() {
  const submitter = new JobSubmitter(redis.url, () => {})
  submitters.push(submitter)
  return submitter
}

const jobs = open()
const train = (runId: string, submitter = jobs) =>
  submitter.submit('train', runId, { tenantId: 'acme', runId, tuneSeconds: 0 })
const unavailable = { code: 'dependency_unavailable', retryAfterSeconds: 5 }

async function waiting() {
  await jobs.measure()
  const { values } = await metrics.jobsWaiting.get()
  return Object.fromEntries(values.map(({ labels, value }) => [labels.queue, value]))
}

it('a job is added once under its id, however often it is submitted', async () => {
  await Promise.all([train('run_1'), train('run_1'), train('run_2'), train('run_1')])
  expect(await waiting()).toEqual({
    train: 2,
    reindex: 0,
    trainDue: 0,
    reindexDue: 0,
    erase: 0,
    partition: 0,
    prior: 0,
  })
})

it('a full queue refuses and tells when to come back; the others still take jobs', async () => {
  const { maxWaiting } = queueDefinitions.partition
  for (let n = 0; n < maxWaiting; n++) await jobs.submit('partition', `job_${n}`, { monthsAhead: 1 })
  await expect(jobs.submit('partition', 'one too many', { monthsAhead: 1 })).rejects.toMatchObject({
    code: 'overloaded',
    status: 503,
    retryAfterSeconds: maxWaiting * 5,
  })
  await train('run_1')
  expect(await waiting()).toMatchObject({ train: 1, partition: maxWaiting })
})

it('a schedule asked for by many processes is one', async () => {
  const schedule = () => jobs.schedule('partition', '0 3 * * *', { monthsAhead: 3 })
  await Promise.all([schedule(), schedule(), schedule()])
  expect(await waiting()).toMatchObject({ partition: 1 })
})

describe('while Redis is away', () => {
  it('jobs are refused at once, and taken again when it is back', async () => {
    await train('before')
    await redis.stop()
    await expect(train('during')).rejects.toMatchObject(unavailable)
    await redis.start()
    await vi.waitFor(() => train('after'), { timeout: 20_000, interval: 50 })
    expect(await waiting()).toMatchObject({ train: 2 })
  })

  it('from the start, it is the same', async () => {
    await redis.stop()
    const submitter = open()
    await expect(train('during', submitter)).rejects.toMatchObject(unavailable)
    await redis.start()
    await vi.waitFor(() => train('after', submitter), { timeout: 20_000, interval: 50 })
    expect(await control.exists('{inkling}:train:after')).toBe(1)
  })

  it('a process can end all the same', async () => {
    const connected = open()
    await train('before', connected)
    await redis.stop()
    await expect(Promise.all([connected.close(), open().close()])).resolves.toBeDefined()
    await redis.start()
  })
})
