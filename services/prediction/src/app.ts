import { createServer, loadReporting, observability, signedRequests, tracing } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'
import { eventsRoute } from './routes/events.route.ts'
import { patternsRoute } from './routes/patterns.route.ts'
import { predictionsRoute } from './routes/predictions.route.ts'
import { replayRoute } from './routes/replay.route.ts'

/** The service is ready from the start: a model that is not in memory is loaded on first use. */
export async function buildApp(
  config: Config,
  logger: Logger,
  dependencies: Dependencies,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const app = createServer({ logger })
  await app.register(tracing)
  await app.register(observability, { isReady, look: dependencies.look, traceSlowMs: config.TRACE_SLOW_MS })
  await app.register(signedRequests, { secret: config.SIGNING_SECRET })
  await app.register(loadReporting, dependencies)
  await app.register(eventsRoute, { ...dependencies, secret: config.SIGNING_SECRET })
  await app.register(patternsRoute, dependencies)
  await app.register(predictionsRoute, { ...dependencies, secret: config.SIGNING_SECRET })
  await app.register(replayRoute, dependencies)
  return app
}
