import type { JobDefinition } from './define-job.ts'
import type { JobSubmitter } from './job-submitter.ts'
import { jobs } from './jobs/registry.ts'
import { isRunJob, type QueuedRun, submitQueuedRun } from './submit-queued-run.ts'

export interface SweptRun extends QueuedRun {
  readonly state: 'queued' | 'running'
}

/** The runs of all tenants that have not ended. */
export interface OpenRuns {
  /** The oldest one of every tenant and kind, the one that waits longest first. */
  oldest(): Promise<readonly SweptRun[]>
  requeue(run: SweptRun): Promise<void>
  fail(run: SweptRun, error: string): Promise<void>
  /** Is told of each run that the sweep changed. */
  onSwept(run: SweptRun, outcome: 'requeued' | 'failed'): void
}

/**
 * Brings the queues into line with the recorded runs, after jobs died or queue Redis lost its data. A run without a
 * job is queued again. A run whose job has ended without telling so is failed: its workers died. One that must be done
 * is queued again instead.
 * @throws InklingError dependency_unavailable
 */
export async function sweepRuns(
  runs: OpenRuns,
  submitter: Pick<JobSubmitter, 'submit' | 'fateOf' | 'remove'>,
): Promise<void> {
  for (const run of await runs.oldest()) {
    if (!isRunJob(run.kind)) continue
    const { isRepeatedUntilDone = false }: JobDefinition = jobs[run.kind]
    const fate = await submitter.fateOf(run.kind, run.id)
    if (fate === 'alive') continue
    if (fate === 'lost' || isRepeatedUntilDone) {
      // What is left of the job would keep its id from being queued.
      if (fate !== 'lost') await submitter.remove(run.kind, run.id)
      if (run.state === 'running') await runs.requeue(run)
      if (await submitQueuedRun(submitter, run)) runs.onSwept(run, 'requeued')
    } else {
      await runs.fail(run, fate.error)
      runs.onSwept(run, 'failed')
    }
  }
}
