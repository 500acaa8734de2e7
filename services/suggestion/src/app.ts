import { createServer, loadReporting, observability, signedRequests, tracing } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'
import { experimentsRoute } from './routes/experiments.route.ts'
import { feedbackRoute } from './routes/feedback.route.ts'
import { leagueRoute } from './routes/league.route.ts'
import { learningRoute } from './routes/learning.route.ts'
import { receiptsRoute } from './routes/receipts.route.ts'
import { scenariosRoute } from './routes/scenarios.route.ts'
import { simulationsRoute } from './routes/simulations.route.ts'
import { speculationRoute } from './routes/speculation.route.ts'
import { suggestionsRoute } from './routes/suggestions.route.ts'
import { weightsRoute } from './routes/weights.route.ts'

export async function buildApp(
  config: Config,
  logger: Logger,
  dependencies: Dependencies,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const secret = config.SIGNING_SECRET
  const app = createServer({ logger })
  await app.register(tracing)
  await app.register(observability, { isReady, look: dependencies.look, traceSlowMs: config.TRACE_SLOW_MS })
  await app.register(signedRequests, { secret })
  await app.register(loadReporting, dependencies)
  await app.register(suggestionsRoute, { ...dependencies, secret, patienceMs: config.LEG_PATIENCE_MS })
  await app.register(speculationRoute, dependencies)
  await app.register(feedbackRoute, { ...dependencies, secret })
  await app.register(learningRoute, dependencies)
  await app.register(scenariosRoute, dependencies)
  await app.register(leagueRoute, dependencies)
  await app.register(simulationsRoute, dependencies)
  await app.register(experimentsRoute, { ...dependencies, secret })
  await app.register(receiptsRoute, { ...dependencies, secret })
  await app.register(weightsRoute, { ...dependencies, secret })
  return app
}
