import type { Database } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import { backupMetrics, type Logger } from '@inkling/telemetry'
import { BackupWatch } from './adapters/backup-watch.ts'
import { WalWatch } from './adapters/wal-watch.ts'
import type { Config } from './config.ts'
import type { RunContext } from './jobs/as-run.ts'
import { backupJob } from './jobs/backup.job.ts'
import { drillJob } from './jobs/drill.job.ts'

type BackUp = ReturnType<typeof backupJob>

/** The work of the jobs that back up, and the watch over what they leave. Without a folder nothing is watched. */
export function createBackups(
  { BACKUP_FOLDER: folder, DATABASE_URL: url }: Config,
  database: Database,
  logger: Logger,
) {
  const watch = folder ? watchBackups(folder, database, logger) : undefined
  const job = backupJob(folder, logger)
  const backUp: BackUp = (...args) => job(...args).finally(() => watch?.look())
  return {
    backUp: (payload: JobPayload<'backup'>, context: RunContext) => backUp(payload, context),
    async backUpIfSetUp(context: Parameters<BackUp>[1]): Promise<void> {
      if (folder !== undefined) await backUp({}, context)
    },
    async drill({ signal }: Pick<RunContext, 'signal'>): Promise<void> {
      if (folder !== undefined) await drillJob(folder, nameOf(url), logger, signal).finally(() => watch?.look())
    },
    close: () => watch?.close(),
  }
}

function watchBackups(folder: string, database: Database, logger: Logger) {
  const metrics = backupMetrics()
  const backups = new BackupWatch({ folder, metrics, logger, nowMs: Date.now })
  const wal = new WalWatch({ database, metrics, logger, nowMs: Date.now })
  return {
    look: () => backups.look(),
    close() {
      backups.close()
      wal.close()
    },
  }
}

/** The URL may name several servers, which is none to `URL`. */
const nameOf = (url: string): string => decodeURIComponent(/^[^:]+:\/\/[^/]*\/([^?]*)/.exec(url)?.[1] ?? '')
