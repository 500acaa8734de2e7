import { attributesOf, startCollector, testRedis } from '@inkling/testing'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'
import { inSpan } from './in-span.ts'
import { startTracing } from './start-tracing.ts'

const collector = await startCollector()
const stopTracing = await startTracing({ service: 'inkling-test', destinations: [{ url: collector.url }] })
const { url } = await testRedis()
const redis = new Redis(url)
await redis.set('trace-redis:outside', 'a')
await inSpan('request', { kind: SpanKind.SERVER }, async () => {
  await redis.set('trace-redis:user-ann', 'private')
  await redis.incr('trace-redis:user-ann').catch(() => {})
})
const background = await inSpan('request', { kind: SpanKind.SERVER }, async () => ({
  popped: redis.blpop('trace-redis:queue', 0),
}))
const pusher = new Redis(url)
await pusher.rpush('trace-redis:queue', 'a')
await background.popped
await stopTracing()
afterAll(() => {
  redis.disconnect()
  pusher.disconnect()
  collector.close()
})

const spans = collector.spans()
const named = (name: string) => spans.filter((span) => span.name === name)

it('records a span for a Redis command inside a trace, and none for a command outside', () => {
  const [request] = named('request')
  expect(named('redis set')).toMatchObject([{ traceId: request?.traceId, parentSpanId: request?.spanId }])
})

it('records no span for a Redis command that ends after the request that it began in', () => {
  expect(named('request')).toHaveLength(2)
  expect(named('redis blpop')).toEqual([])
})

it('marks the span of a Redis command that fails', () => {
  expect(named('redis incr')[0]?.status.code).toBe(SpanStatusCode.ERROR)
  expect(named('redis set')[0]?.status.code).not.toBe(SpanStatusCode.ERROR)
})

it('exports neither keys nor values of Redis commands', () => {
  expect(named('redis set').map(attributesOf)).toEqual([{ 'db.system.name': 'redis', 'db.operation.name': 'set' }])
  expect(JSON.stringify(spans)).not.toMatch(/user-ann|private/)
})
