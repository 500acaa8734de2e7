import client from '@prometheus-io/client'
import { afterEach, expect, it } from 'vitest'
import { recordSpans } from '../../test/record-spans.ts'
import { silentLogger } from '../../test/signed-app.ts'
import { type Check, lookAt } from '../health/look-at.ts'
import { createServer } from './create-server.ts'
import { observability } from './observability.ts'
import { tracing } from './tracing.ts'

recordSpans()

let ready = true
afterEach(() => {
  ready = true
  client.register.resetMetrics()
  // Those of the process are registered again with each server.
  for (const { name } of client.register.getMetricsAsArray())
    if (!name.startsWith('inkling_')) client.register.removeSingleMetric(name)
})

interface Options {
  readonly exposeMetrics?: boolean
  readonly checks?: readonly Check[]
  readonly whyDead?: () => string | undefined
}

async function build({ checks = [], ...options }: Options = {}) {
  const app = createServer({ logger: silentLogger })
  await app.register(observability, { isReady: () => ready, look: lookAt(checks), traceSlowMs: 1_000, ...options })
  app.get('/items/:id', async () => 'tea')
  return app
}

const store = (isVital: boolean): Check => ({
  name: 'postgres',
  loses: 'events are refused',
  isVital: () => isVital,
  look: async () => Promise.reject(new Error('connection refused')),
})
const storeIsDown = { postgres: { status: 'down', detail: 'unreachable', loses: 'events are refused' } }

it('a process that serves without its store is ready, and says what is lost', async () => {
  const app = await build({ checks: [store(false)] })
  const answer = await app.inject('/readyz')
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual({ status: 'degraded', checks: storeIsDown })
})

it('a process that can serve nothing without its store is not ready, but alive', async () => {
  const app = await build({ checks: [store(true)] })
  const answer = await app.inject('/readyz')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toEqual({ status: 'not ready', checks: storeIsDown })
  expect((await app.inject('/livez')).json()).toEqual({ status: 'ok' })
})

it('a process that only a restart helps is not alive, and says why', async () => {
  let why: string | undefined
  const app = await build({ whyDead: () => why })
  expect((await app.inject('/livez')).statusCode).toBe(200)
  why = 'it takes no train jobs'
  const answer = await app.inject('/livez')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toEqual({ status: 'dead', detail: why })
})

it('a process that stops is alive and not ready', async () => {
  const app = await build()
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready', checks: {} })
  ready = false
  const answer = await app.inject('/readyz')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toEqual({ status: 'not ready', checks: {} })
  expect((await app.inject('/livez')).json()).toEqual({ status: 'ok' })
})

it('serves metrics for Prometheus, with the time of requests by route', async () => {
  const app = await build()
  await app.inject('/items/1')
  await app.inject('/items/2')
  const { headers, body } = await app.inject('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  expect(body).toContain('# TYPE inkling_http_request_seconds histogram')
  expect(body).toMatch(/^inkling_http_request_seconds_count\{method="GET",route="\/items\/:id"\} 2$/m)
  expect(body).toMatch(/^inkling_http_answers_total\{status_code="200"\} 2$/m)
  expect(body).toContain('inkling_http_request_seconds_bucket{le="0.0025"')
})

it('measures no probes, and all unknown paths and methods as one route', async () => {
  const app = await build()
  for (const url of ['/livez', '/readyz', '/metrics', '/items/1', '/nothing', '/.env']) await app.inject(url)
  for (const method of ['PUT', 'TRACE', 'DELETE'] as const) await app.inject({ method, url: '/items/1' })
  await app.inject({ method: 'HEAD', url: '/items/1' })
  const { body } = await app.inject('/metrics')
  const counts = [...body.matchAll(/^inkling_http_(?:request_seconds_count|errors_total)\{.*$/gm)].map(([line]) => line)
  expect(counts).toEqual([
    'inkling_http_request_seconds_count{method="GET",route="/items/:id"} 2',
    'inkling_http_request_seconds_count{method="any",route="unknown"} 5',
    'inkling_http_errors_total{method="any",route="unknown",outcome="rejected"} 5',
  ])
})

it('answers OpenMetrics with the trace of a request that failed, and of others if it is sampled', async () => {
  const app = createServer({ logger: silentLogger })
  await app.register(tracing)
  await app.register(observability, { isReady: () => ready, look: lookAt([]), traceSlowMs: 1_000 })
  app.get('/cup', async () => 'tea')
  app.get('/spill', async () => Promise.reject(new Error('spilt')))
  const traces = { sampled: 'a'.repeat(32), failed: 'b'.repeat(32), other: 'c'.repeat(32) }
  const ask = (url: string, traceId: string, flags: string) =>
    app.inject({ url, headers: { traceparent: `00-${traceId}-${'d'.repeat(16)}-${flags}` } })
  await ask('/cup', traces.sampled, '01')
  await ask('/spill', traces.failed, '00')
  await ask('/cup', traces.other, '00')
  const { headers, body } = await app.inject({ url: '/metrics', headers: { accept: 'application/openmetrics-text' } })
  expect(headers['content-type']).toMatch(/^application\/openmetrics-text; version=1.0.0/)
  for (const traceId of [traces.sampled, traces.failed]) expect(body).toContain(`# {trace_id="${traceId}"}`)
  expect(body).not.toContain(traces.other)
})

it('answers OpenMetrics with the trace of a request that took as long as slow ones do', async () => {
  const app = createServer({ logger: silentLogger })
  await app.register(tracing)
  await app.register(observability, { isReady: () => ready, look: lookAt([]), traceSlowMs: 0 })
  app.get('/cup', async () => 'tea')
  const slow = 'e'.repeat(32)
  await app.inject({ url: '/cup', headers: { traceparent: `00-${slow}-${'d'.repeat(16)}-00` } })
  const { body } = await app.inject({ url: '/metrics', headers: { accept: 'application/openmetrics-text' } })
  expect(body).toContain(`# {trace_id="${slow}"}`)
})

it('does not serve metrics if they must not be exposed', async () => {
  const app = await build({ exposeMetrics: false })
  expect((await app.inject('/metrics')).statusCode).toBe(404)
})
