import { randomBytes } from 'node:crypto'
import type { Operation, RunRequest } from '@inkling/contracts'
import { inSpan } from '@inkling/telemetry'
import { SpanKind } from '@opentelemetry/api'
import { type JobLimits, jobLimits } from './job-limits.ts'
import { activeMetadata } from './job-telemetry.ts'
import type { RunJob } from './jobs/run-jobs.ts'

/** When and in which order a run is done, as its request says. */
type RunOrder = Pick<RunRequest, 'priority' | 'runAt' | 'dedupeKey' | 'after'>

export interface NewRun extends RunOrder {
  readonly id: string
  readonly kind: string
  /** The options of the run, as its operation shows them. */
  readonly options: object
  /** Its job continues the trace in which the run was asked for. */
  readonly traceContext: string
}

/** Where the runs of one tenant are recorded. */
export interface RunLog {
  readonly tenantId: string
  /** Returns the run of the kind that is queued or running, or inserts the new one if there is none. */
  insertUnlessActive(run: NewRun): Promise<Operation>
  /**
   * Returns a queued run with the same kind and options, or inserts the new one if there is none.
   * @throws InklingError quota_exceeded if the tenant has `mostOpen` runs of the kind that have not ended
   */
  insertUnlessQueued(run: NewRun, mostOpen: number): Promise<Operation>
}

export interface RunSubmission extends RunOrder {
  readonly kind: RunJob
  readonly options: object
  /** Which run is returned instead of starting another: one of the kind that has not ended, or an equal queued one. */
  readonly unless: 'active' | 'queued'
  /** Names the execution of a request: another execution finds the run of the first. Default: random. */
  readonly executionId?: string | undefined
}

/**
 * Records a run. It waits in Postgres until the dispatcher hands it to its queue, so that queue Redis may be down.
 * @throws InklingError quota_exceeded, overloaded while an operator drains the queue or the tenant, validation_failed
 */
export function submitRun(runs: RunLog, submission: RunSubmission, limits = jobLimits()): Promise<Operation> {
  return inSpan(`add ${submission.kind}`, { kind: SpanKind.PRODUCER }, () => record(runs, submission, limits))
}

/** The id of a run. An execution of a request always gets the same one. */
export const runIdOf = (executionId = randomBytes(12).toString('hex')): string => `op_${executionId}`

async function record(runs: RunLog, submission: RunSubmission, limits: JobLimits): Promise<Operation> {
  const { unless, executionId, ...asked } = submission
  const run = { ...asked, id: runIdOf(executionId), traceContext: activeMetadata() }
  if (unless === 'active') return runs.insertUnlessActive(run)
  const { waitingPerTenant = Number.POSITIVE_INFINITY } = limits[run.kind]
  return runs.insertUnlessQueued(run, 1 + waitingPerTenant)
}
