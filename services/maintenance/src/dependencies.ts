import { createCache, InvalidationBus } from '@inkling/cache'
import { createDatabase, listArchivedMonths, ofAllTenants, readBusiestTenants, readStatistics } from '@inkling/database'
import {
  auditKey,
  type Caller,
  commonChecks,
  erasureCodes,
  followPlans,
  forgetWithDatabase,
  lookAt,
  policySettings,
} from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { createAuditLog, sealAuditLog } from './adapters/audit-log.ts'
import { createChanges } from './adapters/changes.ts'
import { createErrors } from './adapters/errors.ts'
import { startMetering } from './adapters/metering.ts'
import { createPlans } from './adapters/plans.ts'
import { createPseudonymKeys } from './adapters/pseudonym-keys.ts'
import { createRobots } from './adapters/robots.ts'
import { archiveStarters, backupStarter } from './adapters/runs.ts'
import { createSecurity } from './adapters/security.ts'
import { createSilences } from './adapters/silences.ts'
import { tellGateways } from './adapters/tell-gateways.ts'
import { createTenants } from './adapters/tenants.ts'
import { createTokenIssuers } from './adapters/token-issuers.ts'
import { TraceStore } from './adapters/trace-store.ts'
import { createTraces } from './adapters/traces.ts'
import { createTransfers } from './adapters/transfers.ts'
import { createReadUsage } from './adapters/usage.ts'
import { createUsers } from './adapters/users.ts'
import type { Config } from './config.ts'
import { createAdvising } from './create-advising.ts'
import { createAlerting } from './create-alerting.ts'
import { createQueues } from './create-queues.ts'
import { startLeakProbe } from './start-leak-probe.ts'

const loses = {
  postgres: 'tenants, keys and runs can be neither read nor changed',
  cacheRedis: 'gateways notice changed keys and tenants late',
}

export type Dependencies = ReturnType<typeof createDependencies>

const traceSettleMs = 1_500
/** Of the busiest tenants. */
const mostListed = 100

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-maintenance',
    pool: config.DATABASE_POOL,
    policy: policySettings('DATABASE', config),
  })
  const caches = createCache({
    redisUrl: config.CACHE_REDIS_URL,
    onError: (error) => logger.debug({ err: error }, 'cache redis unavailable; changes of keys wait for KEY_CACHE_MS'),
  })
  forgetWithDatabase(database, caches, logger)
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  const telling = tellGateways({ invalidate: caches.invalidate, keyCacheMs: config.KEY_CACHE_MS })
  const keyOfAudit = auditKey(config)
  const timed = [sealAuditLog(database, keyOfAudit, logger), startMetering(database, logger)]
  const plans = followPlans(caches, database, config.KEY_CACHE_MS, logger)
  const { checks, close: closeQueues, ...queues } = createQueues(config, database, logger, wakeUps, plans.current)
  const traceStore = openTraceStore(config, logger)
  const { close: closeAdvising, ...advising } = createAdvising(config, database, logger)
  const stopProbing = startLeakProbe(config, database, logger)
  const { close: closeAlerting, check: alertingCheck, ...alerting } = createAlerting(config, database, logger, wakeUps)

  return {
    traceStore: traceStore.receiver,
    ...advising,
    ...alerting,
    ...queues,
    auditLog: createAuditLog(database, keyOfAudit),
    ...{ errors: createErrors(database), silences: createSilences(database) },
    ...{ traces: createTraces(database), transfers: createTransfers(database) },
    startBackup: backupStarter(database, config.BACKUP_FOLDER !== undefined),
    listArchives: ({ deadline }: Caller) => listArchivedMonths(database, deadline),
    startArchives: archiveStarters(database, config.ARCHIVE_URL !== undefined),
    ...{ changes: createChanges(database), robots: createRobots(database) },
    tenants: createTenants({
      ...{ database, tellGateways: telling, secret: config.SIGNING_SECRET },
      eraseSettleMs: config.ERASE_SETTLE_MS,
    }),
    ...{ security: createSecurity(database, telling), tokenIssuers: createTokenIssuers(database, telling) },
    ...{ pseudonymKeys: createPseudonymKeys(database, telling), plans, storedPlans: createPlans(database, telling) },
    readTenantUsage: createReadUsage(database, plans.current),
    users: createUsers(database, erasureCodes(config), config.ERASE_SETTLE_MS),
    readStatistics: ({ deadline }: Caller) => readStatistics(database, deadline),
    readUsage: ({ deadline }: Caller, minutes: number) =>
      readBusiestTenants(ofAllTenants(database, deadline), minutes, mostListed),
    look: lookAt([...commonChecks({ database, caches, loses, needsPostgres: () => true }), ...checks, alertingCheck]),
    async close() {
      for (const stop of [...timed, plans.close]) stop()
      await Promise.all([stopProbing(), closeAdvising()])
      await closeQueues()
      await Promise.all([closeAlerting(), traceStore.close()])
      wakeUps.close()
      await caches.close()
      await database.close()
    },
  }
}

/** Spans have connections and a circuit of their own, so that they never hold up what people wait for. */
function openTraceStore(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-traces',
    pool: 2,
    policyName: 'Postgres for spans',
    policy: policySettings('DATABASE', config),
  })
  const receiver = new TraceStore({
    database,
    logger,
    settleMs: traceSettleMs,
    share: config.TRACE_KEPT_SHARE,
    keptHours: config.TRACE_KEPT_HOURS,
    maxBytes: config.TRACE_MAX_MEGABYTES * 1_000_000,
  })
  return {
    receiver,
    async close() {
      await receiver.close()
      await database.close()
    },
  }
}
