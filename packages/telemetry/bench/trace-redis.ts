/**
 * The cost of a span per Redis command: our subscriber of ioredis' tracing channel beside
 * `@opentelemetry/instrumentation-ioredis`. `--redis URL` names a Redis; `--by` is none, channel, instrumentation, or
 * instrumentation-by-require. Each way changes the whole process, so each needs a process of its own.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis'
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { inSpan } from '../src/in-span.ts'
import { traceRedis } from '../src/trace-redis.ts'

const options = { redis: { type: 'string' }, by: { type: 'string', default: 'none' } } as const
const { redis: url = 'redis://127.0.0.1:6379', by } = parseArgs({ options }).values

let exported = 0
const exporter: SpanExporter = {
  export(spans, done) {
    exported += spans.length
    done({ code: 0 })
  },
  shutdown: async () => {},
}
const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
trace.setGlobalTracerProvider(provider)
if (by === 'channel') traceRedis()
if (by.startsWith('instrumentation')) new IORedisInstrumentation({ dbStatementSerializer: () => '' }).enable()
// The instrumentation sees modules that are required, not modules that are imported.
if (by === 'instrumentation-by-require') createRequire(import.meta.url)('ioredis')
const { Redis } = await import('ioredis')
const redis = new Redis(url)
await once(redis, 'ready')

const [rounds, commandsPerRound] = [21, 5_000]
const roundsUs: number[] = []
for (let round = -2; round < rounds; round++) {
  const before = process.cpuUsage()
  await inSpan('round', {}, async () => {
    for (let n = 0; n < commandsPerRound; n += 100)
      await Promise.all(Array.from({ length: 100 }, () => redis.get('bench:trace-redis')))
  })
  const { user, system } = process.cpuUsage(before)
  if (round >= 0) roundsUs.push((user + system) / commandsPerRound)
}
redis.disconnect()
await provider.shutdown()
const medianUs = roundsUs.sort((a, b) => a - b)[rounds >> 1]?.toFixed(2)
console.log(`${by}: ${medianUs} µs of processor time per command, ${exported} spans`)
