import { calls } from '@inkling/contracts'
import { inSpan, startTracing } from '@inkling/telemetry'
import { trace } from '@opentelemetry/api'
import { afterAll, expect, it } from 'vitest'
import { buildSignedApp, callerFor, secret, signed } from '../../test/signed-app.ts'
import { Upstream } from '../calls/upstream.ts'

await startTracing({ service: 'test' })
const { app, handlers } = await buildSignedApp()
afterAll(() => app.close())

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const activeTrace = () => trace.getActiveSpan()?.spanContext().traceId

it('every answer names its request, its trace and its time, also a refusal', async () => {
  for (const request of [
    signed('GET', '/api/v1/operations/run_1'),
    { method: 'GET' as const, url: '/nothing', headers: {} },
  ]) {
    const { headers } = await app.inject({ ...request, headers: { ...request.headers, traceparent: caller } })
    expect(headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-0[01]$/)
    expect(headers['x-request-id']).toMatch(/^req_/)
    expect(headers['server-timing']).toMatch(/^app;dur=[\d.]+$/)
  }
})

it('a problem names the trace that the answer names', async () => {
  const answer = await app.inject('/nothing')
  expect(answer.headers.traceparent).toContain(answer.json().traceId)
})

it('a trace goes on from service to service, into the handler', async () => {
  const upstream = new Upstream({ name: 'test', url: await app.listen({ host: '127.0.0.1', port: 0 }), secret })
  const there = Promise.withResolvers<string | undefined>()
  handlers.related.mockImplementationOnce(async () => {
    there.resolve(activeTrace())
    return { data: [], epoch: 0 }
  })
  const here = await inSpan('request', {}, async () => {
    await upstream.call(calls.relatedItems, { body: { itemIds: [] } }, callerFor(5_000))
    return activeTrace()
  })
  expect(here).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
  expect(await there.promise).toBe(here)
  await upstream.close()
})
