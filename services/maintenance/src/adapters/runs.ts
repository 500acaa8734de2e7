import type { InvalidationBus } from '@inkling/cache'
import { type ArchiveRequest, type BackupRequest, type Operation, type PlanLimits, topics } from '@inkling/contracts'
import { cancelRun, type Database, listArchivedMonths, listRuns, readRun, runLogOf } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import {
  isRunJob,
  type JobLimits,
  type JobSubmitter,
  limitsOfPlan,
  type RunLog,
  requestRun,
  submitRun,
} from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { Runs } from '../routes/runs.route.ts'

/** The runs that a tenant asks for, in Postgres and in the queues. */
export const createRuns = (
  database: Database,
  submitter: Pick<JobSubmitter, 'remove'>,
  logger: Logger,
  limits: JobLimits,
  limitsOf: (tenantId: string) => Promise<PlanLimits>,
  wakeUps: Pick<InvalidationBus, 'send'>,
): Runs => ({
  async start(caller, request) {
    const { waitingRuns } = await limitsOf(caller.principal.tenantId)
    return requestRun(runLog(database, caller), request, caller.executionId, limitsOfPlan(limits, waitingRuns))
  },
  read: (caller, id) => readRun(database.of(caller), id),
  list: (caller, before, limit) => listRuns(database.of(caller), before, limit),
  async cancel(caller, id) {
    const operation = await cancelRun(database.of(caller), id)
    wakeUps.send(topics.operations, caller.principal.tenantId)
    if (isRunJob(operation.kind))
      submitter
        .remove(operation.kind, id)
        .catch((error: unknown) =>
          logger.debug({ err: error, runId: id }, 'the job of a cancelled run is still queued; the worker skips it'),
        )
    return operation
  },
})

/**
 * Starts a backup of Postgres, unless one is queued or running.
 * @throws InklingError conflict if no repository is set up
 */
export const backupStarter =
  (database: Database, isSetUp: boolean) =>
  async (caller: Caller, options: BackupRequest): Promise<Operation> => {
    if (!isSetUp) throw new InklingError('conflict', 'Backups are not set up: BACKUP_FOLDER is not set')
    const backup = { kind: 'backup', options, unless: 'active', executionId: caller.executionId } as const
    return submitRun(runLog(database, caller), backup)
  }

/**
 * Starts to archive or to restore events, unless that is queued or running.
 * @throws InklingError conflict if no archive is set up, or a month to archive has not ended; not_found if nothing of
 * the month to restore was archived
 */
export function archiveStarters(database: Database, isSetUp: boolean) {
  const start = (caller: Caller, kind: 'archive' | 'restoreArchive', options: object): Promise<Operation> => {
    if (!isSetUp) throw new InklingError('conflict', 'No archive of events is set up: ARCHIVE_URL is not set')
    return submitRun(runLog(database, caller), { kind, options, unless: 'queued', executionId: caller.executionId })
  }
  return {
    async archive(caller: Caller, { dryRun = true, ...request }: ArchiveRequest) {
      const present = new Date().toISOString().slice(0, 'yyyy-mm'.length)
      const open = request.months?.filter((month) => month >= present) ?? []
      if (isSetUp && open.length > 0) throw new InklingError('conflict', `Only past months are archived, not ${open}`)
      return start(caller, 'archive', { ...request, dryRun })
    },
    async restore(caller: Caller, month: string) {
      if (isSetUp && !(await listArchivedMonths(database, caller.deadline)).some((known) => known.month === month))
        throw new InklingError('not_found', `No events of ${month} are in the archive`)
      return start(caller, 'restoreArchive', { month })
    },
  }
}

/** Statements end at the caller's deadline. */
export const runLog = (database: Database, caller: Caller): RunLog => runLogOf(database.of(caller))
