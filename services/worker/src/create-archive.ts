import type { Database, OpenErasure } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'
import { eraseArchive } from './adapters/archive/erase-archive.ts'
import { eraseArchivedUser, readArchivedUser } from './adapters/archive/erase-archived-user.ts'
import { openArchiveStore } from './adapters/archive/open-archive-store.ts'
import type { Config } from './config.ts'
import { archiveJob } from './jobs/archive.job.ts'
import type { RunContext } from './jobs/as-run.ts'
import { restoreArchiveJob } from './jobs/restore-archive.job.ts'

/** The work of the jobs on the archive of events. @throws RangeError if the settings of the archive do not fit */
export function createArchive(config: Config, database: Database, logger: Logger) {
  const store = openArchiveStore(config)
  const settings = { store, afterDays: config.ARCHIVE_AFTER_DAYS }
  const archive = archiveJob(database, settings)
  return {
    archive,
    restore: (onRestored: (tenantId: string) => Promise<unknown>) => restoreArchiveJob(database, settings, onRestored),
    async archiveIfSetUp(context: Pick<RunContext, 'signal'>): Promise<void> {
      if (!store || settings.afterDays === undefined) return
      const { months } = await archive({ dryRun: false }, context)
      if (months.length > 0) logger.info({ months }, 'events archived')
    },
    erase: (tenantId: string) => eraseArchive(database, store, tenantId),
    async *readUser(tenantId: string, userId: string, signal: AbortSignal) {
      if (store) yield* readArchivedUser({ database, store, signal }, tenantId, userId)
    },
    eraseUser: async (tenantId: string, erasure: OpenErasure, userId: string, signal: AbortSignal) => {
      if (store) await eraseArchivedUser({ database, store, signal }, tenantId, erasure, userId)
    },
  }
}
