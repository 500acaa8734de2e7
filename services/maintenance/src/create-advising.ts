import { createDatabase, type Database } from '@inkling/database'
import { policySettings } from '@inkling/service-kit'
import { type Logger, postgresMetrics } from '@inkling/telemetry'
import { DatabaseWatch } from './adapters/database-watch.ts'
import { createIndexAdvice } from './adapters/index-advice.ts'
import { IndexKeeper } from './adapters/index-keeper.ts'
import type { Config } from './config.ts'

const keepEveryMs = 10_000
/** Caches are warm again by then, and enough calls came in. */
const watchMs = 600_000

/** What watches Postgres, and advises on its indexes. */
export function createAdvising(config: Config, database: Database, logger: Logger) {
  const ownerUrl = config.OWNER_DATABASE_URL
  const owner = ownerUrl === undefined ? undefined : openAsOwner(ownerUrl, config)
  const watch = new DatabaseWatch({ database, owner, metrics: postgresMetrics(), logger })
  const keeper =
    ownerUrl === undefined ? undefined : new IndexKeeper({ database, ownerUrl, everyMs: keepEveryMs, watchMs, logger })
  return {
    advice: createIndexAdvice({ database, owner, wake: () => keeper?.wake() }),
    async close() {
      watch.close()
      await keeper?.close()
      await owner?.close()
    },
  }
}

/** It plans statements alone, so that nothing that people wait for can wait for it. */
const openAsOwner = (url: string, config: Config): Database =>
  createDatabase({
    url,
    applicationName: 'inkling-advice',
    pool: 1,
    policyName: 'Postgres for advice',
    policy: { slowMs: 30_000, ...policySettings('DATABASE', config) },
  })
