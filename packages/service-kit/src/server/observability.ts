import { type Readiness, streamPath } from '@inkling/contracts'
import { checkMetrics, exposition, httpMetrics } from '@inkling/telemetry'
import { TraceFlags } from '@opentelemetry/api'
import client from '@prometheus-io/client'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { preferredType } from '../answers/preferred-type.ts'
import { leavingPath } from './announce-leaving.ts'
import { spanOf } from './tracing.ts'

export interface ObservabilityOptions {
  /** False as soon as the process is asked to stop. */
  readonly isReady: () => boolean
  /** Why only a restart helps this process, if that is so. */
  readonly whyDead?: () => string | undefined
  /** What this process finds at its dependencies, as {@link lookAt} does. */
  readonly look: () => Promise<Readiness>
  /** From when on a trace is exported whole (TRACE_SLOW_MS). */
  readonly traceSlowMs: number
  /** Whether to serve `/metrics`; false where the service is public. Defaults to true. */
  readonly exposeMetrics?: boolean
}

/** Sampling the event loop every 10 ms, as by default, wakes an idle process a hundred times a second. */
const loopSampleMs = 100
const stopping: Readiness = { status: 'not ready', checks: {} }
/** A stream lasts, as does what is held at `/leaving`; how long says nothing of its answer. */
const unmeasured = ['/livez', '/readyz', '/metrics', leavingPath, streamPath]
const unknownRoute = { method: 'any', route: 'unknown' }
const firstFailure = 500

/**
 * Serves `/livez` (the process runs and needs no restart), `/readyz` (it can serve, if only by fallback, and what it
 * lacks) and `/metrics` (for Prometheus).
 */
export const observability = fp(
  async (
    app: FastifyInstance,
    { isReady, look, traceSlowMs, whyDead = () => undefined, exposeMetrics = true }: ObservabilityOptions,
  ) => {
    client.collectDefaultMetrics({ eventLoopMonitoringPrecision: loopSampleMs })
    measureRequests(app, traceSlowMs)
    // While it stops, clients go on elsewhere.
    app.addHook('onRequest', (_request, reply, done) => {
      if (!isReady()) reply.header('connection', 'close')
      done()
    })
    exportChecks(look)
    if (exposeMetrics) app.get('/metrics', sendMetrics)
    app.get('/livez', async (_request, reply) => {
      const detail = whyDead()
      return detail === undefined ? { status: 'ok' } : reply.status(503).send({ status: 'dead', detail })
    })
    app.get('/readyz', async (_request, reply) => {
      const readiness = isReady() ? await look() : stopping
      return reply.status(readiness.status === 'not ready' ? 503 : 200).send(readiness)
    })
  },
  { name: 'observability' },
)

const states = { ok: 1, degraded: 0.5, down: 0 }

const exportChecks = (look: ObservabilityOptions['look'], { state } = checkMetrics()) =>
  state.sampleAll(async () => {
    const { checks } = await look()
    return Object.entries(checks).map(([check, { status }]) => [{ check }, states[status]] as const)
  })

/** Answers in the format that the request prefers: OpenMetrics, with exemplars, or the text format of Prometheus. */
export async function sendMetrics({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const type = preferredType(headers.accept, ['text/plain', 'application/openmetrics-text'])
  const { contentType, text } = await exposition(type === 'application/openmetrics-text')
  return reply.type(contentType).send(text)
}

/** Measures requests by route. Unknown paths and their methods are without bound, so they count as one route. */
function measureRequests(app: FastifyInstance, slowMs: number, { seconds, errors, answers } = httpMetrics()): void {
  app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    done()
    const { url } = request.routeOptions
    if (url !== undefined && unmeasured.includes(url)) return
    const labels = url === undefined || request.is404 ? unknownRoute : { method: bounded(request.method), route: url }
    seconds.observe(labels, elapsedTime / 1_000, keptTrace(request, statusCode, elapsedTime, slowMs))
    answers.inc({ status_code: statusCode })
    if (statusCode >= 400) errors.inc({ ...labels, outcome: statusCode < firstFailure ? 'rejected' : 'failed' })
  })
}

/** Fastify serves HEAD wherever it serves GET. */
const bounded = (method: string) => (method === 'HEAD' ? 'GET' : method)

/** The id of the trace of a request, if that trace is exported: it is sampled, failed, or took `slowMs`. */
export function keptTrace(
  request: FastifyRequest,
  statusCode: number,
  elapsedMs: number,
  slowMs: number,
): string | undefined {
  const span = spanOf(request)?.spanContext()
  if (!span) return undefined
  const isKept = span.traceFlags & TraceFlags.SAMPLED || statusCode >= firstFailure || elapsedMs >= slowMs
  return isKept ? span.traceId : undefined
}
