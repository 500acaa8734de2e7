import { afterAll, expect, it } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from './create-server.ts'
import { observability } from './observability.ts'

let ready = true
const app = createServer({ logger: silentLogger })
await app.register(observability, { isReady: () => ready })
afterAll(() => app.close())

it('a process that cannot answer is alive and not ready', async () => {
  expect((await app.inject('/readyz')).statusCode).toBe(200)
  ready = false
  expect((await app.inject('/readyz')).statusCode).toBe(503)
  expect((await app.inject('/livez')).statusCode).toBe(200)
})

it('serves metrics for Prometheus', async () => {
  const { headers, body } = await app.inject('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  expect(body).toContain('# TYPE inkling_http_request_seconds histogram')
})
