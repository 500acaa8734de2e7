import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import client from '@prometheus-io/client'
import { afterAll, expect, it } from 'vitest'
import { exposition } from './exposition.ts'
import { metricGroup } from './metrics/metric-group.ts'

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
afterAll(() => context.disable())

const registry = new client.Registry()
const tea = metricGroup('the kettle', ({ counter, tracedHistogram }) => ({
  cups: counter('cups_total', 'Cups of tea', ['kind']),
  seconds: tracedHistogram('steeping_seconds', 'Steeping time', [60, 180], ['kind']),
}))(registry)
const [traceId, other] = ['a'.repeat(32), 'b'.repeat(32)]
tea.cups.inc({ kind: 'green' }, 2)
tea.seconds.observe({ kind: 'green' }, 70, traceId)

function inTrace(traceFlags: TraceFlags, work: () => void): void {
  const parent = { traceId: other, spanId: 'c'.repeat(16), traceFlags }
  context.with(trace.setSpanContext(ROOT_CONTEXT, parent), work)
}

it('answers OpenMetrics with the ids of traces if it is asked for', async () => {
  const { contentType, text } = await exposition(true, registry)
  expect(contentType).toMatch(/^application\/openmetrics-text/)
  expect(text).toMatch(/^# TYPE inkling_cups counter$/m)
  expect(text).toMatch(/^inkling_cups_total\{kind="green"\} 2$/m)
  const line = text.split('\n').find((one) => one.includes('le="180"'))
  expect(line).toMatch(new RegExp(`\\} 1 # \\{trace_id="${traceId}"\\} 70 [\\d.]+$`))
  expect(text.endsWith('# EOF\n')).toBe(true)
})

it('answers the text format of Prometheus otherwise, also after it has answered OpenMetrics', async () => {
  await exposition(true, registry)
  const { contentType, text } = await exposition(false, registry)
  expect(contentType).toMatch(/^text\/plain/)
  expect(text).toMatch(/^# TYPE inkling_cups_total counter$/m)
  expect(text).toMatch(/^inkling_cups_total\{kind="green"\} 2$/m)
  expect(text).not.toContain(traceId)
})

it('an exemplar names the trace of the active span only if it is sampled', async () => {
  inTrace(TraceFlags.NONE, () => tea.seconds.observe({ kind: 'black' }, 1))
  expect((await exposition(true, registry)).text).not.toContain(other)
  inTrace(TraceFlags.SAMPLED, () => tea.seconds.observe({ kind: 'black' }, 1))
  expect((await exposition(true, registry)).text).toContain(other)
})
