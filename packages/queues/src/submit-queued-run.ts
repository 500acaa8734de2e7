import { InklingError } from '@inkling/errors'
import { Value } from 'typebox/value'
import type { JobSubmitter } from './job-submitter.ts'
import { type JobName, type JobPayload, jobs } from './jobs/registry.ts'

/** The jobs that a tenant can follow as an operation. */
const runJobs = ['train', 'reindex', 'erase'] as const satisfies readonly JobName[]
export type RunJob = (typeof runJobs)[number]

export const isRunJob = (kind: string): kind is RunJob => runJobs.some((known) => known === kind)

export interface QueuedRun {
  readonly tenantId: string
  readonly id: string
  readonly kind: string
  readonly options: object
}

/**
 * Queues the job of a recorded run under the id of the run. A full queue takes no job: the run then waits for the next
 * sweep.
 * @returns whether the queue has the job
 * @throws InklingError dependency_unavailable
 */
export async function submitQueuedRun(
  submitter: Pick<JobSubmitter, 'submit'>,
  { tenantId, id, kind, options }: QueuedRun,
): Promise<boolean> {
  if (!isRunJob(kind)) throw new RangeError(`run ${id} has the unknown kind ${kind}`)
  const payload = Value.Clean(jobs[kind].payload, { ...options, tenantId, runId: id })
  try {
    await submitter.submit(kind, id, payload as JobPayload<RunJob>)
    return true
  } catch (error) {
    if (error instanceof InklingError && error.code === 'overloaded') return false
    throw error
  }
}
