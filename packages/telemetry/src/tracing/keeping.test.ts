import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { KeepingProcessor } from './keeping-processor.ts'
import { KeepingSampler } from './sampler.ts'

const exporter = new InMemorySpanExporter()
afterEach(() => {
  exporter.reset()
  vi.useRealTimers()
})
let dropped = 0

function tracerOf(options: { ratio: number; isDoor?: boolean }) {
  const provider = new TracerProvider({
    sampler: new KeepingSampler({ isDoor: false, ...options }),
    spanProcessors: [
      new KeepingProcessor({
        destinations: [new SimpleSpanProcessor({ exporter })],
        slowMs: 50,
        onDropped: (spans) => {
          dropped += spans
        },
      }),
    ],
  })
  return provider.getTracer('test')
}

const within = (parent: Span) => trace.setSpan(ROOT_CONTEXT, parent)
const remote = (traceFlags: TraceFlags) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: 'f'.repeat(32), spanId: 'a'.repeat(16), traceFlags, isRemote: true })
const request = { kind: SpanKind.SERVER }
const query = { kind: SpanKind.CLIENT }
const exported = () => exporter.getFinishedSpans().map(({ name }) => name)

/** A request with one query; `end` does something to the span of the request before it ends. */
function serve(tracer: ReturnType<typeof tracerOf>, end: (span: Span) => void = () => {}, from = ROOT_CONTEXT) {
  const startedMs = Date.now()
  const span = tracer.startSpan('GET /items', { ...request, startTime: startedMs }, from)
  tracer.startSpan('select', query, within(span)).end()
  end(span)
  span.end(startedMs + 1)
}

describe('a trace that begins here', () => {
  it('is exported with the share that is sampled', () => {
    serve(tracerOf({ ratio: 1 }))
    expect(exported()).toEqual(['select', 'GET /items'])
    exporter.reset()
    serve(tracerOf({ ratio: 0 }))
    expect(exported()).toEqual([])
  })

  it('is exported whole in any case if its request fails, and says why', () => {
    serve(tracerOf({ ratio: 0 }), (span) => span.setStatus({ code: SpanStatusCode.ERROR }))
    expect(exported()).toEqual(['select', 'GET /items'])
    expect(exporter.getFinishedSpans().map(({ attributes }) => attributes['inkling.kept'])).toEqual(['error', 'error'])
  })

  it('is exported whole in any case if its job records an exception, as BullMQ does', () => {
    serve(tracerOf({ ratio: 0 }), (span) => span.recordException(new Error('no disk')))
    expect(exported()).toEqual(['select', 'GET /items'])
  })

  it('is exported whole in any case if its request is slow', () => {
    const tracer = tracerOf({ ratio: 0 })
    const span = tracer.startSpan('GET /items', { ...request, startTime: 1_000 })
    span.end(1_050)
    expect(exporter.getFinishedSpans()[0]?.attributes['inkling.kept']).toBe('slow')
  })

  it('is begun by no query: outside of requests and jobs, that is a poll', () => {
    const tracer = tracerOf({ ratio: 1 })
    const poll = tracer.startSpan('select', query)
    tracer.startSpan('redis get', query, within(poll)).end()
    poll.end()
    expect(exported()).toEqual([])
  })
})

describe('a trace that began elsewhere', () => {
  it('is exported if it was sampled there', () => {
    serve(tracerOf({ ratio: 0 }), undefined, remote(TraceFlags.SAMPLED))
    expect(exported()).toEqual(['select', 'GET /items'])
    exporter.reset()
    serve(tracerOf({ ratio: 1 }), undefined, remote(TraceFlags.NONE))
    expect(exported()).toEqual([])
  })

  it('is sampled by the door itself, which keeps the id of the trace', () => {
    serve(tracerOf({ ratio: 0, isDoor: true }), undefined, remote(TraceFlags.SAMPLED))
    expect(exported()).toEqual([])
    serve(tracerOf({ ratio: 1, isDoor: true }), undefined, remote(TraceFlags.NONE))
    expect(exporter.getFinishedSpans().map((span) => span.spanContext().traceId)).toEqual(
      ['f', 'f'].map((digit) => digit.repeat(32)),
    )
  })
})

it('nothing that a user wrote is exported: neither unknown attributes nor what an exception says', () => {
  serve(tracerOf({ ratio: 1 }), (span) => {
    span.setAttributes({ 'http.route': '/items', 'user.email': 'ann@example.org' })
    span.recordException(new Error('no item ann@example.org'))
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'ann@example.org' })
  })
  const spans = exporter.getFinishedSpans()
  expect(spans.at(-1)?.attributes).toEqual({ 'http.route': '/items' })
  const told = spans.map(({ attributes, events, status }) => ({ attributes, events, status }))
  expect(JSON.stringify(told)).not.toContain('ann@example.org')
})

it('holds few spans of a trace, and counts the others as lost', () => {
  const tracer = tracerOf({ ratio: 0 })
  const span = tracer.startSpan('GET /items', request)
  for (let n = 0; n < 205; n++) tracer.startSpan('select', query, within(span)).end()
  span.setStatus({ code: SpanStatusCode.ERROR }).end()
  expect(exported()).toHaveLength(201)
  expect(dropped).toBe(5)
})

it('two requests of one trace share nothing: what is held for one is not exported with the other', () => {
  const tracer = tracerOf({ ratio: 0 })
  const from = remote(TraceFlags.NONE)
  const [good, bad] = [tracer.startSpan('GET /good', request, from), tracer.startSpan('GET /bad', request, from)]
  for (const span of [good, bad])
    tracer.startSpan(`select of ${span === good ? 'good' : 'bad'}`, query, within(span)).end()
  bad.setStatus({ code: SpanStatusCode.ERROR }).end()
  good.end()
  expect(exported()).toEqual(['select of bad', 'GET /bad'])
})

it('a span that ends after its request follows the decision on it', () => {
  const tracer = tracerOf({ ratio: 0 })
  for (const code of [SpanStatusCode.ERROR, SpanStatusCode.UNSET]) {
    const span = tracer.startSpan('GET /items', request)
    const late = tracer.startSpan(`select of ${code}`, query, within(span))
    span.setStatus({ code }).end()
    late.end()
  }
  expect(exported()).toEqual(['GET /items', `select of ${SpanStatusCode.ERROR}`])
})

it('of the requests that fail in one second, exports twenty, and counts the spans of the others as lost', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  dropped = 0
  const tracer = tracerOf({ ratio: 0 })
  for (let n = 0; n < 25; n++) serve(tracer, (span) => span.setStatus({ code: SpanStatusCode.ERROR }))
  expect(exported()).toHaveLength(20 * 2)
  expect(dropped).toBe(5 * 2)
})

it('samples at most a hundred traces that begin in one second', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const tracer = tracerOf({ ratio: 1 })
  for (let n = 0; n < 110; n++) serve(tracer)
  expect(exported()).toHaveLength(100 * 2)
})
