import type { JobSubmitter } from '../job-submitter.ts'
import { definitionOf, isRunJob, type RunJob } from '../jobs/run-jobs.ts'
import { type DispatchedRuns, type InFlightRun, isPaused, type Paused } from './dispatched-runs.ts'

type Queues = Pick<JobSubmitter, 'fateOf' | 'remove'>

/**
 * Brings recorded runs into line with the queues, after jobs died, queue Redis lost its data or Postgres was restored.
 * A run whose job is lost waits again. A run whose job has failed without telling so is failed: its workers died. One
 * that must be done waits again instead. What is paused and has not begun is taken back.
 * @throws InklingError dependency_unavailable
 */
export async function recoverRuns(runs: DispatchedRuns, queues: Queues): Promise<void> {
  const paused = await runs.paused()
  // Together, so that ioredis sends what they ask in few packets.
  await Promise.all((await runs.inFlight()).map((run) => recover(runs, queues, paused, run)))
}

async function recover(runs: DispatchedRuns, queues: Queues, paused: Paused, run: InFlightRun): Promise<void> {
  const { kind, id } = run
  if (!isRunJob(kind)) return
  const fate = await queues.fateOf(kind, id)
  if (fate === 'alive') return takeBackPaused(runs, queues, paused, { ...run, kind })
  const { isRepeatedUntilDone = false } = definitionOf(kind)
  if (fate !== 'lost' && !isRepeatedUntilDone) {
    if (await runs.fail(run, fate.error)) runs.onRecovered(run, 'failed')
    return
  }
  // What is left of the job would keep its id from being queued.
  if (fate !== 'lost') await queues.remove(kind, id)
  if (await runs.requeue(run)) runs.onRecovered(run, 'requeued')
}

async function takeBackPaused(
  runs: DispatchedRuns,
  queues: Queues,
  paused: Paused,
  run: InFlightRun & { readonly kind: RunJob },
): Promise<void> {
  if (run.state !== 'queued' || !isPaused(paused, run)) return
  if (await queues.remove(run.kind, run.id)) await runs.requeue(run)
}
