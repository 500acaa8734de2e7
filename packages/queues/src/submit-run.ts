import { randomBytes } from 'node:crypto'
import type { Operation } from '@inkling/contracts'

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
  /** Returns a queued run with the same kind and options, or inserts the new one if there is none. */
  insertUnlessQueued(run: NewRun): Promise<Operation>
  /** Ends a queued run as failed. */
  fail(id: string, error: string): Promise<void>
}

export interface RunSubmission {
  readonly kind: string
  readonly options: object
  /** Which run is returned instead of starting another: one of the kind that has not ended, or an equal queued one. */
  readonly unless?: 'active' | 'queued'
}

/**
 * Records a run, then queues its job under the run's id. If the job cannot be queued, the run is marked as failed and
 * the error is thrown on, so no run waits for a job that does not exist.
 */
export async function submitRun(
  runs: RunLog,
  { kind, options, unless }: RunSubmission,
  enqueue: (runId: string) => Promise<void>,
): Promise<Operation> {
  const run = { id: `op_${randomBytes(12).toString('base64url')}`, kind, options }
  const operation = await insert(runs, run, unless)
  if (operation.id !== run.id) return operation
  try {
    await enqueue(run.id)
  } catch (error) {
    await runs.fail(run.id, 'The job could not be queued')
    throw error
  }
  return operation
}

function insert(runs: RunLog, run: NewRun, unless: RunSubmission['unless']): Promise<Operation> {
  if (unless === 'active') return runs.insertUnlessActive(run)
  return unless === 'queued' ? runs.insertUnlessQueued(run) : runs.insert(run)
}
