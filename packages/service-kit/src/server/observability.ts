import client from '@prometheus-io/client'
import type { FastifyInstance } from 'fastify'
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
const unmeasured = ['/livez', '/readyz', '/metrics']
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Serves `/livez` (the process runs), `/readyz` (it can answer requests) and `/metrics` (for Prometheus). */
export const observability = fp(
  async (app: FastifyInstance, { isReady, isDegraded = () => false, exposeMetrics = true }: ObservabilityOptions) => {
    client.collectDefaultMetrics({ eventLoopMonitoringPrecision: loopSampleMs })
    timeRequests(app)
    if (exposeMetrics)
      app.get('/metrics', async (_request, reply) =>
        reply.type(client.register.contentType).send(await client.register.metrics()),
      )
    app.get('/livez', async () => ({ status: 'ok' }))
    app.get('/readyz', async (_request, reply) => {
      if (!isReady()) return reply.status(503).send({ status: 'not ready' })
      return { status: isDegraded() ? 'degraded' : 'ready' }
    })
  },
  { name: 'observability' },
)

/** Measures requests by route. Unknown paths are without bound, so they are not measured. */
function timeRequests(app: FastifyInstance): void {
  const seconds = new client.Histogram({
    name: 'inkling_http_request_seconds',
    help: 'Time from the headers of a request to the end of its answer',
    labelNames: ['method', 'route', 'status_code'],
    buckets,
  })
  app.addHook('onResponse', ({ method, routeOptions: { url: route } }, { statusCode, elapsedTime }, done) => {
    if (route !== undefined && !unmeasured.includes(route))
      seconds.observe({ method, route, status_code: statusCode }, elapsedTime / 1000)
    done()
  })
}
