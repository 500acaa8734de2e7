import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { createLogger, inSpan, recentLines, withLogFacts } from '@inkling/telemetry'
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { recordSpans } from '../../test/record-spans.ts'
import { buildSignedApp, callerFor, secret, signed } from '../../test/signed-app.ts'
import { Upstream } from '../calls/upstream.ts'

const spans = recordSpans()
const lines: string[] = []
const logger = createLogger({ service: 'test', level: 'debug' }, { write: (line) => void lines.push(line) })
const { app, handlers } = await buildSignedApp(logger)
const url = await app.listen({ host: '127.0.0.1', port: 0 })
afterAll(() => app.close())

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const activeTrace = () => trace.getActiveSpan()?.spanContext().traceId
const getOperation = signed('GET', '/api/v1/operations/run_1')
/** Span ids are in `traceparent`: 00-TRACE-SPAN-FLAGS. */
const spanOf = (traceparent: unknown) =>
  spans().find((span) => span.spanContext().spanId === String(traceparent).split('-')[2])

describe('headers of an answer', () => {
  it.each([
    ['an answer', getOperation],
    ['a rejection', { method: 'GET' as const, url: '/nothing', headers: {} }],
  ])('%s names its request, its trace and its time', async (_name, request) => {
    const { headers } = await app.inject({ ...request, headers: { ...request.headers, traceparent: caller } })
    expect(headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/)
    expect(headers['x-request-id']).toMatch(/^req_/)
    expect(headers['server-timing']).toMatch(/^app;dur=\d+\.\d$/)
  })

  it('an answer that passes on a Server-Timing adds its own share', async () => {
    handlers.operation.mockImplementationOnce(async ({ reply }) => {
      reply.header('server-timing', 'app;dur=1.0')
      throw new InklingError('not_found', 'There is no run_1')
    })
    const { headers } = await app.inject(getOperation)
    expect(headers['server-timing']).toMatch(/^app;dur=1\.0, gateway;dur=\d+\.\d$/)
  })

  it('a problem names the trace that the header names', async () => {
    const answer = await app.inject('/nothing')
    expect(answer.json().traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(answer.headers.traceparent).toContain(answer.json().traceId)
  })

  it('a request that no route can read still gets a trace, an id and a time', async () => {
    const { headers } = await app.inject('/%zz')
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(headers['x-request-id']).toMatch(/^req_/)
    expect(headers['server-timing']).toMatch(/^app;dur=\d+\.\d$/)
  })
})

describe('the span of a request', () => {
  it('the span of a request is a server span with the route as name and the outcome as attributes', async () => {
    const { headers } = await app.inject(getOperation)
    const span = await vi.waitUntil(() => spanOf(headers.traceparent))
    expect(span).toMatchObject({
      name: 'GET /api/v1/operations/:id',
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/api/v1/operations/:id',
        'http.response.status_code': 200,
      },
    })
  })

  it('the span of a request without a route is named unknown', async () => {
    const { headers } = await app.inject('/nothing')
    const span = await vi.waitUntil(() => spanOf(headers.traceparent))
    expect(span).toMatchObject({ name: 'GET unknown', attributes: { 'http.route': '' } })
  })

  it.each([
    ['not_found', 404, SpanStatusCode.UNSET],
    ['headers_too_large', 431, SpanStatusCode.UNSET],
    ['internal', 500, SpanStatusCode.ERROR],
    ['overloaded', 503, SpanStatusCode.ERROR],
  ] as const)('of an answer %s (%i) has the status %i', async (code, status, spanStatus) => {
    handlers.operation.mockRejectedValueOnce(new InklingError(code, 'It failed'))
    const answer = await app.inject(getOperation)
    expect(answer.statusCode).toBe(status)
    const span = await vi.waitUntil(() => spanOf(answer.headers.traceparent))
    expect(span?.status.code).toBe(spanStatus)
  })
})

describe('the trace of an error', () => {
  const failed = () =>
    new InklingError('dependency_unavailable', 'Try again in 2 seconds.', {
      internal: 'search unavailable: circuit open',
      dependency: { name: 'search', circuit: 'open' },
    })
  const fail = async () => {
    handlers.operation.mockRejectedValueOnce(failed())
    const { headers } = await app.inject(getOperation)
    return String(headers.traceparent)
  }

  it('the span of a request that failed has the code of its problem, and the dependency with its circuit', async () => {
    const traceparent = await fail()
    const span = await vi.waitUntil(() => spanOf(traceparent))
    expect(span?.attributes).toMatchObject({
      ...{ 'http.response.status_code': 503, 'error.type': '503', 'inkling.problem.code': 'dependency_unavailable' },
      ...{ 'inkling.dependency.name': 'search', 'inkling.circuit.state': 'open' },
    })
  })

  it('the span of a request that the caller spoilt says nothing of problems of ours', async () => {
    handlers.operation.mockRejectedValueOnce(new InklingError('not_found', 'There is no run_1'))
    const { headers } = await app.inject(getOperation)
    const span = await vi.waitUntil(() => spanOf(headers.traceparent))
    expect(Object.keys(span?.attributes ?? {}).filter((name) => name.startsWith('inkling.p'))).toEqual([])
  })

  it('the trace of an error has its line in memory, also when the disk got ten equal ones in this minute', async () => {
    for (let n = 0; n < 12; n++) await fail()
    const [, traceId = ''] = (await fail()).split('-')
    const found = recentLines.ofTrace(traceId).map((line) => JSON.parse(line))
    const [line] = found.filter(({ level }) => level === 'error')
    expect(line).toMatchObject({
      msg: 'search unavailable: circuit open',
      dependency: 'search',
      circuit: 'open',
      traceId,
    })
    expect(lines.filter((written) => written.includes(traceId) && written.includes('circuit open'))).toEqual([])
  })
})

it('a debug line tells the trace, status and time of each answer', async () => {
  const { headers } = await app.inject(getOperation)
  const answered = () => lines.map((line) => JSON.parse(line)).findLast(({ msg }) => msg === 'answered')
  expect(answered()).toMatchObject({ level: 'debug', method: 'GET', route: '/api/v1/operations/:id', statusCode: 200 })
  expect(answered().elapsedMs).toBeGreaterThan(0)
  expect(headers.traceparent).toContain(answered().traceId)
})

describe('a call to another service', () => {
  const upstream = new Upstream({ name: 'prediction', url, secret })
  afterAll(() => upstream.close())
  const related = (through = upstream) => through.call(calls.relatedItems, { body: { itemIds: [] } }, callerFor(5_000))

  it('continues the trace in the handler of the other service', async () => {
    const there = Promise.withResolvers<string | undefined>()
    handlers.related.mockImplementationOnce(async () => {
      there.resolve(activeTrace())
      return { itemIds: [], scores: { coOccurrence: [] }, epoch: 0 }
    })
    const here = await inSpan('request', {}, async () => {
      await related()
      return activeTrace()
    })
    expect(here).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
    expect(await there.promise).toBe(here)
  })

  it('carries the id of its request', async () => {
    const there = Promise.withResolvers<string>()
    handlers.related.mockImplementationOnce(async ({ request }) => {
      there.resolve(request.id)
      return { itemIds: [], scores: { coOccurrence: [] }, epoch: 0 }
    })
    await context.with(withLogFacts({ requestId: 'mine' }), () => related())
    expect(await there.promise).toBe('mine')
  })

  it('a call to another service is a client span between the spans of both services', async () => {
    const [request] = await inSpan('outer', {}, async () => {
      await related()
      return [trace.getActiveSpan()?.spanContext()]
    })
    const client = spans().findLast(({ name }) => name === 'POST prediction')
    expect(client).toMatchObject({ kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } })
    expect(client?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/v1/internal/related',
      'http.response.status_code': 200,
      'peer.service': 'prediction',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(url).port),
    })
    expect(client?.parentSpanContext?.spanId).toBe(request?.spanId)
    const server = await vi.waitUntil(() =>
      spans().find(({ parentSpanContext }) => parentSpanContext?.spanId === client?.spanContext().spanId),
    )
    expect(server).toMatchObject({ name: 'POST /api/v1/internal/related' })
  })

  it.each([
    ['not_found', 404, SpanStatusCode.UNSET],
    ['internal', 500, SpanStatusCode.ERROR],
  ] as const)('an answer %s (%i) of another service gives its span the status %i', async (code, status, spanStatus) => {
    handlers.related.mockRejectedValueOnce(new InklingError(code, 'It failed'))
    await expect(inSpan('outer', {}, () => related())).rejects.toThrow()
    expect(spans().findLast(({ name }) => name === 'POST prediction')).toMatchObject({
      status: { code: spanStatus },
      attributes: { 'http.response.status_code': status },
    })
  })

  it('marks its span as an error if the connection fails', async () => {
    const nowhere = new Upstream({ name: 'nowhere', url: 'http://127.0.0.1:1', secret })
    await expect(related(nowhere)).rejects.toMatchObject({ code: 'dependency_unavailable' })
    expect(spans().findLast(({ name }) => name === 'POST nowhere')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
    })
    await nowhere.close()
  })
})
