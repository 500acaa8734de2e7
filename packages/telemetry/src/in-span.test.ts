import { tracingChannel } from 'node:diagnostics_channel'
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, expect, it } from 'vitest'
import { inSpan } from './in-span.ts'
import { traceRedis } from './trace-redis.ts'

const exporter = new InMemorySpanExporter()
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }))
afterEach(() => exporter.reset())
const spanNamed = (name: string) => exporter.getFinishedSpans().find((span) => span.name === name)

it('a span ends with its work, whose result is passed on', async () => {
  const work = Promise.withResolvers<string>()
  const result = inSpan('order', { attributes: { shop: 'tea' } }, () => work.promise)
  expect(spanNamed('order')).toBeUndefined()
  work.resolve('paid')
  expect(await result).toBe('paid')
  expect(spanNamed('order')).toMatchObject({
    attributes: { shop: 'tea' },
    status: { code: SpanStatusCode.UNSET },
    events: [],
  })
})

it('the span of work that fails ends as an error of its type, without its message', async () => {
  await expect(inSpan('pay', {}, () => Promise.reject(new Error('out of stock')))).rejects.toThrow('out of stock')
  expect(spanNamed('pay')).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': 'Error' },
    events: [],
  })
})

/** Publishes a command as ioredis does. */
const command = (name: string, run: () => Promise<unknown>) =>
  tracingChannel<object>('ioredis:command')
    .tracePromise(run, { command: name, args: ['user-ann'] })
    .catch(() => 'failed')

it('a Redis command inside a span is a client span without arguments, until tracing of Redis ends', async () => {
  const stop = traceRedis()
  await command('get', async () => 'outside')
  await inSpan('request', {}, async () => {
    await command('set', async () => 'OK')
    await command('incr', () => Promise.reject(new Error('not an integer')))
  })
  stop()
  await inSpan('later', {}, () => command('del', async () => 1))
  expect(spanNamed('redis set')).toMatchObject({
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'redis', 'db.operation.name': 'set' },
    status: { code: SpanStatusCode.UNSET },
  })
  expect(spanNamed('redis set')?.parentSpanContext?.spanId).toBe(spanNamed('request')?.spanContext().spanId)
  expect(spanNamed('redis incr')?.status.code).toBe(SpanStatusCode.ERROR)
  const names = exporter.getFinishedSpans().map(({ name }) => name)
  expect(names).toEqual(['redis set', 'redis incr', 'request', 'later'])
})
