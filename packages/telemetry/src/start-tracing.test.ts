import { startCollector } from '@inkling/testing'
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { afterAll, expect, it } from 'vitest'
import { inSpan } from './in-span.ts'
import { startTracing } from './start-tracing.ts'

const collector = await startCollector()
const stopTracing = await startTracing({ service: 'inkling-test', destinations: [{ url: collector.url }] })
const failure = new Error('out of stock')
const outcome = await inSpan(
  'order',
  { kind: SpanKind.SERVER, attributes: { 'http.route': '/tea', note: 'private' } },
  async () => {
    const traceparent: Record<string, string> = {}
    propagation.inject(context.active(), traceparent)
    await inSpan('pay', {}, async () => Promise.reject(failure)).catch(() => {})
    return traceparent
  },
)
await stopTracing()
afterAll(() => collector.close())

const exported = (name: string) => collector.spans().find((span) => span.name === name)

it('exports the spans with the name of their service before tracing ends', () => {
  expect([...collector.paths]).toEqual(['/v1/traces'])
  expect(collector.resources()).toMatchObject([{ 'service.name': 'inkling-test', 'service.namespace': 'inkling' }])
  expect(exported('order')).toMatchObject({ attributes: [{ key: 'http.route', value: { stringValue: '/tea' } }] })
})

it('a span inside another is its child in the same trace', () => {
  const { traceId, spanId: parentSpanId } = exported('order') ?? {}
  expect(exported('pay')).toMatchObject({ traceId, parentSpanId })
})

it('the traceparent of an outgoing request names the trace and the span, and says that it is recorded', () => {
  const { traceId, spanId } = exported('order') ?? {}
  expect(outcome).toEqual({ traceparent: `00-${traceId}-${spanId}-01` })
})

it('a rejection marks its span as an error and is passed on', async () => {
  expect(exported('pay')?.status.code).toBe(SpanStatusCode.ERROR)
  expect(exported('order')?.status.code).not.toBe(SpanStatusCode.ERROR)
  await expect(inSpan('again', {}, () => Promise.reject(failure))).rejects.toBe(failure)
})

it('there is no active span outside of a span', () => {
  expect(trace.getActiveSpan()).toBeUndefined()
})
