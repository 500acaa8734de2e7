import {
  countDeadLetters,
  type Database,
  discardDeadLetters,
  listDeadLetters,
  ofAllTenants,
  replayDeadLetters,
} from '@inkling/database'
import { isRunJob, type JobSubmitter, jobNames, runIdOf } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { queueMetrics } from '@inkling/telemetry'
import type { DeadLetters } from '../routes/dead-letters.route.ts'

/** The runs that failed for good: of the caller's tenant, or of all for operators. */
export const createDeadLetters = (database: Database): DeadLetters => {
  const seenBy = (caller: Caller, isOperator: boolean) =>
    isOperator ? ofAllTenants(database, caller.deadline) : database.of(caller)
  return {
    list: (caller, isOperator, filter, before, limit) =>
      listDeadLetters(seenBy(caller, isOperator), filter, before, limit),
    replay: (caller, isOperator, filter, speed) =>
      replayDeadLetters(seenBy(caller, isOperator), filter, { ...speed, newId: () => runIdOf() }),
    discard: (caller, isOperator, filter) => discardDeadLetters(seenBy(caller, isOperator), filter),
  }
}

/**
 * Measures the work that failed for good, by kind. A job that is no run has no dead letter to replay: its schedule
 * repeats it with the same payload, so it counts as 1 while the job of it that ended last has failed.
 */
export async function measureDeadLetters(
  database: Pick<Database, 'platform'>,
  submitter: Pick<JobSubmitter, 'hasFailed'>,
  { deadLetters }: Pick<ReturnType<typeof queueMetrics>, 'deadLetters'>,
): Promise<void> {
  const counts = await countDeadLetters(database)
  for (const kind of jobNames)
    deadLetters.set({ kind }, isRunJob(kind) ? (counts.get(kind) ?? 0) : Number(await submitter.hasFailed(kind)))
}
