import client from '@prometheus-io/client'
import type { FastifyInstance } from 'fastify'
import fastifyMetrics from 'fastify-metrics'
import fp from 'fastify-plugin'

export interface ObservabilityOptions {
  /** Whether this process can answer, if only degraded. */
  readonly isReady: () => boolean
  /** Whether a dependency fails that some requests need. The service stays ready for all others. Defaults to false. */
  readonly isDegraded?: () => boolean
  /** Whether to serve `/metrics`; false where the service is public. Defaults to true. */
  readonly exposeMetrics?: boolean
}

/** Sampling the event loop every 10 ms, as by default, wakes an idle process a hundred times a second. */
const loopSampleMs = 100

/** Serves `/livez` (the process runs), `/readyz` (it can answer requests) and `/metrics` (for Prometheus). */
export const observability = fp(
  async (app: FastifyInstance, { isReady, isDegraded = () => false, exposeMetrics = true }: ObservabilityOptions) => {
    await app.register(fastifyMetrics.default, {
      endpoint: exposeMetrics ? '/metrics' : null,
      promClient: client,
      defaultMetrics: { enabled: true, eventLoopMonitoringPrecision: loopSampleMs },
      routeMetrics: {
        enabled: { histogram: true, summary: false },
        registeredRoutesOnly: true,
        routeBlacklist: ['/livez', '/readyz', '/metrics'],
        overrides: {
          histogram: {
            name: 'inkling_http_request_seconds',
            buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
          },
        },
      },
    })
    app.get('/livez', async () => ({ status: 'ok' }))
    app.get('/readyz', async (_request, reply) => {
      if (!isReady()) return reply.status(503).send({ status: 'not ready' })
      return { status: isDegraded() ? 'degraded' : 'ready' }
    })
  },
  { name: 'observability' },
)
