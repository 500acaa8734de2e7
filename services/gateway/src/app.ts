import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import { createServer, observability, tracing } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'
import { authentication } from './plugins/identity.ts'
import { rateLimits } from './plugins/rate-limits.ts'
import { apiRoute } from './routes/api.route.ts'
import { docs } from './routes/docs.route.ts'
import { operationsRoute } from './routes/operations.route.ts'
import { snippetRoute } from './routes/snippet.route.ts'

const compressFromBytes = 1024

export async function buildApp(
  config: Config,
  logger: Logger,
  dependencies: Dependencies,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const { keys, counters, upstreams, health, metrics } = dependencies
  const app = createServer({ logger, trustProxy: config.TRUST_PROXY })
  await app.register(tracing)
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })
  await app.register(compress, { threshold: compressFromBytes, globalDecompression: false })
  await app.register(observability, { isReady, exposeMetrics: false })
  const admit = await rateLimits(app, { counters, anonymousPerMinute: config.ANONYMOUS_PER_MINUTE })
  const authenticate = authentication(app, { keys, admit, metrics: metrics.authentication })
  await docs(app)
  await app.register(apiRoute, {
    upstreams,
    authenticate,
    corsOrigins: config.CORS_ORIGINS,
    metrics: metrics.upstreams,
  })
  await app.register(snippetRoute)
  await app.register(operationsRoute, { look: () => health.look(), authenticate })
  return app
}
