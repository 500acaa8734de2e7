/**
 * The cost of tracing a request: our plugin beside `@fastify/otel`, with and without a collector. `--otlp URL` records
 * spans.
 */
import { parseArgs } from 'node:util'
import FastifyOtel from '@fastify/otel'
import { createLogger, startTracing } from '@inkling/telemetry'
import { trace } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { createServer } from '../src/server/create-server.ts'
import { traceparentOf } from '../src/server/traceparent.ts'
import { tracing } from '../src/server/tracing.ts'
import { medianCosts } from './median-cost.ts'

const { otlp } = parseArgs({ options: { otlp: { type: 'string' } } }).values
const stopTracing = await startTracing({ service: 'bench', destinations: otlp ? [{ url: otlp }] : [] })
const logger = createLogger({ service: 'bench', level: 'silent' })
const url = '/api/v1/items/tea'
const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }

/** The lightest settings of the instrumentation: one span per request, named by its route. */
const instrumentation = new FastifyOtel.FastifyOtelInstrumentation({
  instrumentHooks: false,
  instrumentHandler: false,
  requestHook: (span, { method, routeOptions }) => span.updateName(`${method} ${routeOptions.url}`),
})

/** The other work of our plugin: three headers on every answer, and a log line. */
const otherDuties = fp(async (app: FastifyInstance) => {
  app.addHook('onRequest', (request, reply, done) => {
    const span = trace.getActiveSpan()
    if (span) reply.header('traceparent', traceparentOf(span))
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('server-timing', `app;dur=${reply.elapsedTime.toFixed(1)}`)
    done()
  })
  app.addHook('onResponse', ({ log, method, url }, reply, done) => {
    log.debug({ method, url, statusCode: reply.statusCode, elapsedMs: reply.elapsedTime }, 'answered')
    done()
  })
})

async function build(register: (app: FastifyInstance) => unknown) {
  const app = createServer({ logger })
  await register(app)
  app.get('/api/v1/items/:id', async ({ params }) => params)
  await app.ready()
  return () => app.inject({ url, headers })
}

const contenders = [
  { name: 'without tracing', run: await build(() => undefined) },
  { name: 'the plugin `tracing`', run: await build((app) => app.register(tracing)) },
  {
    name: '@fastify/otel and the other duties of `tracing`',
    run: await build((app) => app.register(instrumentation.plugin()).register(otherDuties)),
  },
  { name: '@fastify/otel alone', run: await build((app) => app.register(instrumentation.plugin())) },
]
console.table(await medianCosts(contenders, 21, 1_000))
await stopTracing()
