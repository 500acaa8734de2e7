import { createServer, LoadMonitor, loadReporting, observability, signedRequests, tracing } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'
import { bulkItemsRoute } from './routes/bulk-items.route.ts'
import { completionsRoute } from './routes/completions.route.ts'
import { itemsRoute } from './routes/items.route.ts'
import { searchRoute } from './routes/search.route.ts'
import { settingsRoute } from './routes/settings.route.ts'
import { similarRoute } from './routes/similar.route.ts'

export async function buildApp(
  config: Config,
  logger: Logger,
  dependencies: Dependencies,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const secret = config.SIGNING_SECRET
  const loadWaitMs = config.LOAD_WAIT_MS
  const app = createServer({ logger })
  await app.register(tracing)
  await app.register(observability, { isReady, look: dependencies.look, traceSlowMs: config.TRACE_SLOW_MS })
  await app.register(signedRequests, { secret })
  await app.register(loadReporting, {
    load: new LoadMonitor({ logger, level: config.LOAD_LEVEL }),
    caches: dependencies.caches,
  })
  await app.register(itemsRoute, { ...dependencies, secret })
  await app.register(bulkItemsRoute, dependencies)
  await app.register(searchRoute, { ...dependencies, secret })
  await app.register(completionsRoute, { ...dependencies, loadWaitMs })
  await app.register(settingsRoute, dependencies)
  await app.register(similarRoute, { ...dependencies, loadWaitMs })
  return app
}
