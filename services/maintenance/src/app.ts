import { createServer, LoadMonitor, loadReporting, observability, signedRequests, tracing } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import { decodeProtobuf } from './adapters/decode-protobuf.ts'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'
import { alertsRoute } from './routes/alerts.route.ts'
import { apiKeysRoute } from './routes/api-keys.route.ts'
import { archivesRoute } from './routes/archives.route.ts'
import { auditRoute } from './routes/audit.route.ts'
import { backupsRoute } from './routes/backups.route.ts'
import { boardRoute } from './routes/board.route.ts'
import { changesRoute } from './routes/changes.route.ts'
import { databaseRoute } from './routes/database.route.ts'
import { deadLettersRoute } from './routes/dead-letters.route.ts'
import { errorsRoute } from './routes/errors.route.ts'
import { jaegerRoute } from './routes/jaeger.route.ts'
import { otlpRoute } from './routes/otlp.route.ts'
import { plansRoute } from './routes/plans.route.ts'
import { pseudonymKeysRoute } from './routes/pseudonym-keys.route.ts'
import { queuesRoute } from './routes/queues.route.ts'
import { robotsRoute } from './routes/robots.route.ts'
import { runsRoute } from './routes/runs.route.ts'
import { schedulesRoute } from './routes/schedules.route.ts'
import { securityRoute } from './routes/security.route.ts'
import { silencesRoute } from './routes/silences.route.ts'
import { tenantsRoute } from './routes/tenants.route.ts'
import { tokenIssuersRoute } from './routes/token-issuers.route.ts'
import { tracesRoute } from './routes/traces.route.ts'
import { transfersRoute } from './routes/transfers.route.ts'
import { usageRoute } from './routes/usage.route.ts'
import { usersRoute } from './routes/users.route.ts'

export async function buildApp(
  config: Config,
  logger: Logger,
  dependencies: Dependencies,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const { alerts, changes, deliveries, errors, alertExample, journal, silences, queues, runs, schedules, tenants } =
    dependencies
  const { advice, deadLetters, jobQueues, listArchives, startArchives, traces, traceStore, transfers, users } =
    dependencies
  const { readStatistics, readUsage, startBackup, look } = dependencies
  const secret = config.SIGNING_SECRET
  const app = createServer({ logger })
  app.addHook('onReady', async () => dependencies.plans.start())
  await app.register(tracing)
  await app.register(observability, { isReady, look, traceSlowMs: config.TRACE_SLOW_MS })
  await app.register(signedRequests, { secret })
  await app.register(loadReporting, { load: new LoadMonitor({ logger, level: config.LOAD_LEVEL }) })
  await app.register(alertsRoute, { alerts, journal, deliveries, alertExample })
  await app.register(silencesRoute, { silences })
  await app.register(databaseRoute, { readStatistics, readUsage, advice })
  await app.register(archivesRoute, { listArchives, startArchives })
  await app.register(auditRoute, { auditLog: dependencies.auditLog, secret })
  await app.register(backupsRoute, { startBackup })
  await app.register(runsRoute, { runs, secret })
  await app.register(schedulesRoute, { schedules, secret })
  await app.register(queuesRoute, { queues })
  await app.register(boardRoute, { queues: jobQueues })
  await app.register(changesRoute, { changes, secret })
  await app.register(deadLettersRoute, { deadLetters, secret })
  await app.register(tenantsRoute, { tenants, secret, defaultPlan: config.DEFAULT_PLAN })
  await app.register(plansRoute, { plans: dependencies.storedPlans })
  await app.register(apiKeysRoute, { tenants })
  const { tokenIssuers } = dependencies
  await app.register(tokenIssuersRoute, { tokenIssuers, allowPrivate: config.JWKS_PRIVATE })
  await app.register(pseudonymKeysRoute, { pseudonymKeys: dependencies.pseudonymKeys })
  await app.register(robotsRoute, { robots: dependencies.robots, secret })
  await app.register(securityRoute, { security: dependencies.security })
  await app.register(transfersRoute, { transfers })
  await app.register(usageRoute, { readTenantUsage: dependencies.readTenantUsage })
  await app.register(usersRoute, { users })
  await app.register(errorsRoute, { errors, secret })
  await app.register(tracesRoute, { traces, secret })
  await app.register(jaegerRoute, { traces })
  await app.register(otlpRoute, { secret, receiver: traceStore, decodeProtobuf })
  return app
}
