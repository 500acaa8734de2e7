import { inSpan, startTracing } from '@inkling/telemetry'
import { attributesOf, type ExportedSpan, startCollector, testRedis } from '@inkling/testing'
import { SpanKind } from '@opentelemetry/api'
import { Queue, type Worker } from 'bullmq'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { JobSubmitter } from './job-submitter.ts'
import { type Processor, startJobWorker } from './job-worker.ts'
import { redisPrefix } from './redis-prefix.ts'

const collector = await startCollector()
const stopTracing = await startTracing({ service: 'test', destinations: [{ url: collector.url }] })
const redis = await testRedis()
const jobs = new JobSubmitter(redis.url, () => {})
const queue = new Queue('train', { connection: { url: redis.url }, prefix: redisPrefix })
const workers: Worker[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close(true)))
  await queue.obliterate({ force: true })
  collector.clear()
})
afterAll(async () => {
  await Promise.all([jobs.close(), queue.close()])
  await stopTracing()
  collector.close()
})

const work = (process: Processor<'train'>) =>
  workers.push(startJobWorker(redis.url, 'train', process, new AbortController().signal, () => {}))

/** A processor whose first attempt fails. */
function failingFirst(): Processor<'train'> {
  let attempts = 0
  return async () => {
    if (attempts++ === 0) throw new TypeError('user ann has no model')
  }
}

const submit = (runId: string) => jobs.submit('train', runId, { tenantId: 'acme', runId, tuneSeconds: 1 })
const request = (work: () => Promise<void>) => inSpan('request', { kind: SpanKind.SERVER }, work)
const attribute = (span: ExportedSpan, name: string) => attributesOf(span)[name]

/** The spans of this name, when there are so many. */
const named = (name: string, count = 1) =>
  vi.waitFor(
    () => {
      const found = collector.spans().filter((span) => span.name === name)
      expect(found).toHaveLength(count)
      return found as [ExportedSpan, ...ExportedSpan[]]
    },
    { timeout: 10_000, interval: 50 },
  )

it('a submission and its job are a producer and a consumer span of one trace, by the conventions of messaging', async () => {
  work(async () => {})
  await request(() => submit('run_1'))
  const [[asked], [added], [processed]] = [
    await named('request'),
    await named('add train'),
    await named('process train'),
  ]
  expect([added.traceId, processed.traceId]).toEqual([asked.traceId, asked.traceId])
  expect([added.parentSpanId, processed.parentSpanId]).toEqual([asked.spanId, added.spanId])
  expect([added.kind, processed.kind]).toEqual([4, 5])
  const facts = ['messaging.system', 'messaging.destination.name', 'messaging.operation.type', 'inkling.job.kind']
  expect(facts.map((name) => attribute(added, name))).toEqual(['bullmq', 'train', 'send', 'train'])
  expect(facts.map((name) => attribute(processed, name))).toEqual(['bullmq', 'train', 'process', 'train'])
  expect(attribute(processed, 'messaging.message.id')).toBe('run_1')
  expect(attribute(processed, 'inkling.tenant.id')).toBe('acme')
})

it('an attempt that fails is a span in error with the type of the error, and the next one is of the same trace', async () => {
  work(failingFirst())
  await request(() => submit('run_1'))
  const [first, second] = await named('process train', 2)
  expect([first.status.code, second?.status.code]).toEqual([2, 0])
  expect(attribute(first, 'error.type')).toBe('TypeError')
  expect(second?.traceId).toBe(first.traceId)
  expect(JSON.stringify(collector.spans())).not.toContain('user ann')
})

it('a job that another job submits begins a trace, linked to the span that submitted it', async () => {
  work(async ({ runId }) => {
    if (runId === 'run_1') await submit('run_2')
  })
  await request(() => submit('run_1'))
  const processed = await named('process train', 2)
  const added = await named('add train', 2)
  const [second] = processed.filter((span) => attribute(span, 'messaging.message.id') === 'run_2')
  expect(new Set(processed.map(({ traceId }) => traceId)).size).toBe(2)
  expect(second?.parentSpanId).toBeUndefined()
  expect(added.map(({ spanId }) => spanId)).toContain(second?.links?.[0]?.spanId)
})

it('each attempt of a run of a schedule begins a trace, linked to the span that set it up', async () => {
  work(failingFirst())
  await jobs.schedule('train', '0 3 * * *', { tenantId: 'acme', runId: 'run_1', tuneSeconds: 1 })
  const [schedule] = await named('schedule train')
  // The first run has two attempts.
  for (const attempts of [2, 3, 4]) {
    await (await queue.getDelayed())[0]?.promote()
    await named('process train', attempts)
  }
  const runs = collector.spans().filter(({ name, parentSpanId }) => name === 'process train' && !parentSpanId)
  expect(new Set([schedule, ...runs].map(({ traceId }) => traceId)).size).toBe(5)
  const link = expect.objectContaining({ traceId: schedule.traceId, spanId: schedule.spanId })
  expect(runs.map(({ links }) => links)).toEqual([[link], [link], [link], [link]])
})
