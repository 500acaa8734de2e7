import { randomBytes } from 'node:crypto'
import type { Operation } from '@inkling/contracts'
import type { JobSubmitter } from './job-submitter.ts'
import { jobs } from './jobs/registry.ts'
import { type QueuedRun, type RunJob, submitQueuedRun } from './submit-queued-run.ts'

export interface NewRun {
  readonly id: string
  readonly kind: string
  /** The options of the run, as its operation shows them. */
  readonly options: object
}

/** Where the runs of one tenant are recorded. */
export interface RunLog {
  readonly tenantId: string
  insert(run: NewRun): Promise<Operation>
  /** Returns the run of the kind that is queued or running, or inserts the new one if there is none. */
  insertUnlessActive(run: NewRun): Promise<Operation>
  /**
   * Returns a queued run with the same kind and options, or inserts the new one if there is none.
   * @throws InklingError quota_exceeded if the tenant has `mostOpen` runs of the kind that have not ended
   */
  insertUnlessQueued(run: NewRun, mostOpen: number): Promise<Operation>
  /** The oldest run of the kind that has not ended, if it is queued. */
  next(kind: string): Promise<QueuedRun | undefined>
  /** Ends a queued run as failed. */
  fail(id: string, error: string): Promise<void>
}

export interface RunSubmission {
  readonly kind: RunJob
  readonly options: object
  /** Which run is returned instead of starting another: one of the kind that has not ended, or an equal queued one. */
  readonly unless?: 'active' | 'queued'
  /** Keeps the run if queue Redis is unavailable; the next sweep queues it. Otherwise the run fails. */
  readonly isKept?: boolean
  /** Names the execution of a request: another execution finds the run of the first. Default: random. */
  readonly executionId?: string | undefined
}

/**
 * Records a run, then queues the tenant's next run of the kind. A queue holds one run of a tenant at most, so that
 * tenants take turns; the others wait in Postgres until the one before them ends. A run also waits there while the
 * queue is full.
 * @throws InklingError quota_exceeded, dependency_unavailable
 */
export async function submitRun(
  runs: RunLog,
  submitter: Pick<JobSubmitter, 'submit'>,
  submission: RunSubmission,
): Promise<Operation> {
  const { kind, options, isKept = false, executionId = randomBytes(12).toString('base64url') } = submission
  const run = { id: `op_${executionId}`, kind, options }
  const operation = await insert(runs, run, submission)
  if (operation.id !== run.id) return operation
  try {
    await submitNextRun(runs, submitter, kind)
  } catch (error) {
    if (isKept) return operation
    await runs.fail(run.id, 'The job could not be queued')
    throw error
  }
  return operation
}

/** Queues the oldest open run of the kind, unless it runs. @throws InklingError dependency_unavailable */
export async function submitNextRun(
  runs: Pick<RunLog, 'next'>,
  submitter: Pick<JobSubmitter, 'submit'>,
  kind: RunJob,
): Promise<void> {
  const next = await runs.next(kind)
  if (next) await submitQueuedRun(submitter, next)
}

function insert(runs: RunLog, run: NewRun, { kind, unless }: RunSubmission): Promise<Operation> {
  if (unless === 'active') return runs.insertUnlessActive(run)
  const { waitingPerTenant = Number.POSITIVE_INFINITY }: { waitingPerTenant?: number } = jobs[kind]
  return unless === 'queued' ? runs.insertUnlessQueued(run, 1 + waitingPerTenant) : runs.insert(run)
}
