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
   * For each run: returns a queued one with the same kind and options, or inserts the new one if there is none. Refuses
   * one if the tenant has `mostOpen` runs of its kind that have not ended.
   */
  insertUnlessQueued(
    runs: readonly NewRun[],
    mostOpen: (kind: string) => number,
  ): Promise<readonly PromiseSettledResult<Operation>[]>
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
  return inSpan(`add ${submission.kind}`, { kind: SpanKind.PRODUCER }, async () => {
    const { unless, ...asked } = submission
    if (unless === 'active') return runs.insertUnlessActive(newRun(asked))
    const [outcome] = await runs.insertUnlessQueued([newRun(asked)], mostOpen(limits))
    if (!outcome) throw new Error(`nothing became of a run of kind ${asked.kind}`)
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

/** Records many runs in one transaction, each unless an equal one is queued. Tells for each what became of it. */
export const submitRuns = (
  runs: Pick<RunLog, 'insertUnlessQueued'>,
  submissions: readonly Omit<RunSubmission, 'unless'>[],
  limits = jobLimits(),
): Promise<readonly PromiseSettledResult<Operation>[]> =>
  inSpan('add runs', { kind: SpanKind.PRODUCER }, () =>
    runs.insertUnlessQueued(submissions.map(newRun), mostOpen(limits)),
  )

/** The id of a run. An execution of a request always gets the same one. */
export const runIdOf = (executionId = randomBytes(12).toString('hex')): string => `op_${executionId}`

const newRun = ({ executionId, ...asked }: Omit<RunSubmission, 'unless'>): NewRun => ({
  ...asked,
  id: runIdOf(executionId),
  traceContext: activeMetadata(),
})

const mostOpen = (limits: JobLimits) => (kind: string) => {
  const { waitingPerTenant = Number.POSITIVE_INFINITY } = limits[kind as RunJob]
  return 1 + waitingPerTenant
}
