import { basePath, calls, streamPath } from '@inkling/contracts'
import { type Logger, withLogFacts } from '@inkling/telemetry'
import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { leavingPath } from './announce-leaving.ts'
import { requestFact } from './request-fact.ts'
import { traceparentOf } from './traceparent.ts'

const tracer = trace.getTracer('inkling.http')
/**
 * Probes, and the receiver of spans: a span for each request that brings spans would bring another such request. A
 * profile is no slow operation, nor is a stream.
 */
const untracedRoutes = [
  ...['/livez', '/readyz', '/metrics', '/health', '/v1/traces'],
  leavingPath,
  streamPath,
  basePath + calls.readMetrics.path,
  basePath + calls.readProcessLog.path,
  basePath + calls.recordProcessProfile.path,
]
/** Each visit of the console loads a dozen of them, and other traces would not be seen among those. */
const files = '/console/assets/'
const isTraced = (route: string | undefined) =>
  route === undefined || !(untracedRoutes.includes(route) || route.startsWith(files))
const serverSpan = requestFact<Span>('span')
/** Undefined in a server without the plugin `tracing`. */
export const spanOf = serverSpan.find

/**
 * Runs each request inside one server span. Every answer carries `traceparent`, `X-Request-Id` and `Server-Timing`.
 * bench/RESULTS.md compares it with `@fastify/otel`.
 */
export const tracing = fp(
  async (app: FastifyInstance) => {
    serverSpan.declare(app)

    app.addHook('onRequest', (request, reply, done) => {
      const parent = propagation.extract(context.active(), request.headers)
      const { url: route } = request.routeOptions
      // Only requests of the kind server begin a trace.
      const kind = isTraced(route) ? SpanKind.SERVER : SpanKind.INTERNAL
      const span = tracer.startSpan(`${request.method} ${route ?? 'unknown'}`, { kind }, parent)
      serverSpan.set(request, span)
      reply.header('traceparent', traceparentOf(span))
      reply.header('x-request-id', request.id)
      context.with(withLogFacts({ requestId: request.id }, trace.setSpan(parent, span)), done)
    })

    app.addHook('onSend', (_request, reply, _payload, done) => {
      const upstream = reply.getHeader('server-timing')
      const elapsedMs = reply.elapsedTime.toFixed(1)
      reply.header('server-timing', upstream ? `${upstream}, gateway;dur=${elapsedMs}` : `app;dur=${elapsedMs}`)
      done()
    })

    app.addHook('onResponse', (request, reply, done) => {
      done()
      const span = serverSpan.find(request)
      logAnswer(request, reply, span)
      if (span?.isRecording()) endSpan(span, request, reply)
    })
  },
  { name: 'tracing' },
)

function logAnswer({ log, id, method, routeOptions }: FastifyRequest, reply: FastifyReply, span?: Span): void {
  if (!(log as Logger).isLevelEnabled('debug')) return
  const { traceId } = span?.spanContext() ?? {}
  const { statusCode, elapsedTime: elapsedMs } = reply
  log.debug({ requestId: id, traceId, method, route: routeOptions.url ?? 'unknown', statusCode, elapsedMs }, 'answered')
}

function endSpan(span: Span, { method, routeOptions }: FastifyRequest, { statusCode }: FastifyReply): void {
  span.setAttributes({
    'http.request.method': method,
    'http.route': routeOptions.url ?? '',
    'http.response.status_code': statusCode,
  })
  if (statusCode >= 500) span.setAttribute('error.type', String(statusCode)).setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
