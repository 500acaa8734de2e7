import type { Readiness } from '@inkling/contracts'
import client from '@prometheus-io/client'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export interface ObservabilityOptions {
  /** False as soon as the process is asked to stop. */
  readonly isReady: () => boolean
  /** What this process finds at its dependencies, as {@link lookAt} does. */
  readonly look: () => Promise<Readiness>
  /** Whether to serve `/metrics`; false where the service is public. Defaults to true. */
  readonly exposeMetrics?: boolean
}

/** Sampling the event loop every 10 ms, as by default, wakes an idle process a hundred times a second. */
const loopSampleMs = 100
const stopping: Readiness = { status: 'not ready', checks: {} }
const unmeasured = ['/livez', '/readyz', '/metrics']
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/**
 * Serves `/livez` (the process runs), `/readyz` (it can serve, if only by fallback, and what it lacks) and `/metrics`
 * (for Prometheus).
 */
export const observability = fp(
  async (app: FastifyInstance, { isReady, look, exposeMetrics = true }: ObservabilityOptions) => {
    client.collectDefaultMetrics({ eventLoopMonitoringPrecision: loopSampleMs })
    timeRequests(app)
    if (exposeMetrics)
      app.get('/metrics', async (_request, reply) =>
        reply.type(client.register.contentType).send(await client.register.metrics()),
      )
    app.get('/livez', async () => ({ status: 'ok' }))
    app.get('/readyz', async (_request, reply) => {
      const readiness = isReady() ? await look() : stopping
      return reply.status(readiness.status === 'not ready' ? 503 : 200).send(readiness)
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
