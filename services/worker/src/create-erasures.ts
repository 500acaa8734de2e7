import { type Caches, openRedis } from '@inkling/cache'
import { streamLogKey } from '@inkling/contracts/names'
import { type Database, type OpenErasure, reopenErasures, runLogOf } from '@inkling/database'
import { submitRun } from '@inkling/queues'
import { erasureCodes } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { erasureList } from './adapters/erasure-list.ts'
import type { Config } from './config.ts'
import { eraseUserJob } from './jobs/erase-user.job.ts'

const retryMs = 30_000

export interface ErasureParts {
  readonly database: Database
  readonly caches: Pick<Caches, 'invalidate'>
  readonly logger: Logger
  readonly eraseArchived: (tenantId: string, erasure: OpenErasure, userId: string, signal: AbortSignal) => Promise<void>
}

/** The work of the job that erases users, and what makes erasures hold for data that comes back. */
export function createErasures(config: Config, { database, caches, logger, eraseArchived }: ErasureParts) {
  const redis = openRedis(config.CACHE_REDIS_URL, { lazyConnect: true, maxRetriesPerRequest: 1 })
  redis.on('error', (error) => logger.debug({ err: error }, 'cache redis unavailable for erasures'))
  const list = erasureList(config.BACKUP_FOLDER, database, logger)
  const start = (tenantId: string) =>
    submitRun(runLogOf(database.background(tenantId)), { kind: 'eraseUser', options: {}, unless: 'queued' })
  let retry: NodeJS.Timeout | undefined
  /** Erases those of whom a restored database does not know. It is tried until it is done. */
  const applyList = async (): Promise<void> => {
    try {
      await list.apply(start)
    } catch (error) {
      logger.warn({ err: error }, 'the list of erasures beside the backups was not applied; it is tried again')
      clearTimeout(retry)
      retry = setTimeout(applyList, retryMs).unref()
    }
  }
  return {
    /** @param tell makes every process forget a tenant. @param rebuild starts to build its models again */
    job: (tell: (tenantId: string) => void, rebuild: (tenantId: string) => Promise<unknown>) =>
      eraseUserJob({
        ...{ database, databaseUrl: config.DATABASE_URL, codes: erasureCodes(config), list, eraseArchived, rebuild },
        async forget(tenantId) {
          tell(tenantId)
          await caches.invalidate(tenantId)
          await redis.unlink(streamLogKey(tenantId))
        },
      }),
    /** Erases all erased users of a tenant again, whose data was brought back. */
    async again(tenantId: string): Promise<void> {
      const users = await database
        .background(tenantId)
        .transaction('reopen erasures', (sql) => reopenErasures(sql, tenantId))
      if (users > 0) await start(tenantId)
    },
    applyList,
    close() {
      clearTimeout(retry)
      redis.disconnect()
    },
  }
}
