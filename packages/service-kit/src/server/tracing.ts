import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { traceparentOf } from './traceparent.ts'

const tracer = trace.getTracer('inkling.http')

/** One server span per request, in which everything after it runs; `traceparent`, `X-Request-Id` and `Server-Timing` on every answer. */
export const tracing = fp(
  async (app: FastifyInstance) => {
    const spans = new WeakMap<FastifyRequest, Span>()

    app.addHook('onRequest', (request, reply, done) => {
      const parent = propagation.extract(context.active(), request.headers)
      const span = tracer.startSpan(
        `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
        { kind: SpanKind.SERVER },
        parent,
      )
      spans.set(request, span)
      reply.header('traceparent', traceparentOf(span))
      reply.header('x-request-id', request.id)
      context.with(trace.setSpan(parent, span), done)
    })

    app.addHook('onSend', (_request, reply, _payload, done) => {
      const upstream = reply.getHeader('server-timing')
      const own = `app;dur=${reply.elapsedTime.toFixed(1)}`
      reply.header('server-timing', upstream ? `${upstream}, gateway;dur=${reply.elapsedTime.toFixed(1)}` : own)
      done()
    })

    app.addHook('onResponse', (request, reply, done) => {
      done()
      const span = spans.get(request)
      const { method, url } = request
      const { traceId } = span?.spanContext() ?? {}
      request.log.debug(
        { traceId, method, url, statusCode: reply.statusCode, elapsedMs: reply.elapsedTime },
        'answered',
      )
      if (!span?.isRecording()) return
      span.setAttributes({
        'http.request.method': request.method,
        'http.route': request.routeOptions.url ?? '',
        'http.response.status_code': reply.statusCode,
      })
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    })
  },
  { name: 'tracing' },
)
