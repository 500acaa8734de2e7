import { createServer, observability, signedRequests, tracing } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'
import { eventsRoute } from './routes/events.route.ts'
import { predictionsRoute } from './routes/predictions.route.ts'

/** Ready from the start: what is resident is answered, and what is not is loaded or refused clearly. */
export async function buildApp(
  config: Config,
  logger: Logger,
  dependencies: Dependencies,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const app = createServer({ logger })
  await app.register(tracing)
  await app.register(observability, { isReady })
  await app.register(signedRequests, { secret: config.SIGNING_SECRET })
  await app.register(eventsRoute, dependencies)
  await app.register(predictionsRoute, { ...dependencies, secret: config.SIGNING_SECRET })
  return app
}
