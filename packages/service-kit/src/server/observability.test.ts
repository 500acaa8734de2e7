import client from '@prometheus-io/client'
import { afterEach, expect, it } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { type Check, lookAt } from '../health/look-at.ts'
import { createServer } from './create-server.ts'
import { observability } from './observability.ts'

let ready = true
afterEach(() => {
  ready = true
  client.register.clear()
})

async function build({ checks = [], ...options }: { exposeMetrics?: boolean; checks?: readonly Check[] } = {}) {
  const app = createServer({ logger: silentLogger })
  await app.register(observability, { isReady: () => ready, look: lookAt(checks), ...options })
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
  expect(body).toMatch(/^inkling_http_request_seconds_count\{method="GET",route="\/items\/:id",status_code="200"\} 2$/m)
  expect(body).toContain('inkling_http_request_seconds_bucket{le="0.0025"')
})

it('measures neither probes nor unknown paths, which are without bound', async () => {
  const app = await build()
  for (const url of ['/livez', '/readyz', '/metrics', '/nothing', '/items/1']) await app.inject(url)
  const { body } = await app.inject('/metrics')
  const routes = [...body.matchAll(/request_seconds_count\{.*route="([^"]*)"/g)].map(([, route]) => route)
  expect(routes).toEqual(['/items/:id'])
})

it('does not serve metrics if they must not be exposed', async () => {
  const app = await build({ exposeMetrics: false })
  expect((await app.inject('/metrics')).statusCode).toBe(404)
})
