import type { Caches, RedisClient } from '@inkling/cache'
import { type Database, putSecurityEvents } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { type Logger, threatMetrics } from '@inkling/telemetry'
import { securityPolicy } from '../adapters/security-policy.ts'
import type { Config } from '../config.ts'
import { Screening } from './screening.ts'
import { SecurityLog } from './security-log.ts'
import { Threats } from './threats.ts'

interface CreateParts {
  readonly config: Config
  readonly caches: Pick<Caches, 'define'>
  readonly database: Database
  readonly redis: RedisClient
  readonly logger: Logger
}

const storeTimeoutMs = 5_000

/** What looks at requests for attacks, in this gateway. */
export function createThreats({ config, caches, database, redis, logger }: CreateParts) {
  const metrics = threatMetrics()
  const log = new SecurityLog((events) => putSecurityEvents(database, events, new Deadline(storeTimeoutMs)), logger)
  const policy = securityPolicy(caches, database, config.KEY_CACHE_MS, logger)
  const threats = new Threats({
    ...{ redis, logger, log, metrics },
    actions: {
      stuffing: config.THREAT_STUFFING,
      leakedKey: config.THREAT_LEAKED_KEYS,
      scraping: config.THREAT_SCRAPING,
      pushing: config.THREAT_PUSHING,
      injection: config.THREAT_INJECTION,
    },
    blockMs: config.THREAT_BLOCK_SECONDS * 1_000,
    actsOnPrivate: config.THREAT_PRIVATE_ADDRESSES,
  })
  const stopMeasuring = metrics.blocks.sample({}, () => threats.blocks.size)
  return {
    threats,
    screening: new Screening({ threats, log, metrics, policy: policy.current }),
    async start(): Promise<void> {
      log.start()
      await Promise.all([policy.start(), threats.blocks.poll()])
    },
    async close(): Promise<void> {
      stopMeasuring()
      policy.close()
      threats.close()
      await log.close()
    },
  }
}
