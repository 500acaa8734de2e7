import {
  BackupError,
  type BackupKind,
  openEngine,
  openPlace,
  repositoriesOf,
  type TakenBackup,
  takeBackup,
} from '@inkling/backup'
import { InklingError } from '@inkling/errors'
import type { Logger } from '@inkling/telemetry'
import type { RunContext } from './as-run.ts'

/**
 * Backs up Postgres into every repository and verifies them.
 * @throws InklingError conflict if no repository is set up
 */
export function backupJob(folder: string | undefined, logger: Logger) {
  return async (
    { kind }: { readonly kind?: BackupKind },
    { signal, onProgress }: Pick<RunContext, 'signal'> & Partial<Pick<RunContext, 'onProgress'>>,
  ) => {
    if (folder === undefined)
      throw new InklingError('conflict', 'No backup taken: BACKUP_FOLDER of the worker is not set')
    const place = await openPlace(folder)
    const repositories = repositoriesOf(place)
    const taken = await takeBackup({
      ...{ engine: openEngine(place), repositories, kind, nowMs: Date.now, signal },
      ...(onProgress && { onProgress }),
    }).catch(tellWhy)
    for (const { repository, faults } of taken)
      if (faults.length > 0) logger.error({ repository, faults }, 'older backups or archived WAL are damaged')
    logger.info({ backups: taken.map(({ label }) => label) }, 'backup taken and verified')
    return { backups: taken.map(toResult) }
  }
}

/** Only operators ask for backups: they may read what it says. */
function tellWhy(error: unknown): never {
  if (error instanceof BackupError) throw new InklingError('internal', error.message, { cause: error })
  throw error
}

const toResult = ({ endedAtMs, startedAtMs, verifiedAtMs, endLsn: _endLsn, ...rest }: TakenBackup) => ({
  ...rest,
  endedAt: new Date(endedAtMs).toISOString(),
  seconds: (endedAtMs - startedAtMs) / 1_000,
  isVerified: verifiedAtMs !== undefined,
})
