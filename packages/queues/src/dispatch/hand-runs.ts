import type { TObject } from 'typebox'
import { type JobLimits, jobLimits } from '../job-limits.ts'
import type { JobSubmitter } from '../job-submitter.ts'
import { definitionOf, isRunJob, type RunJob, runJobs } from '../jobs/run-jobs.ts'
import { chooseRuns, type Room, type TurnState } from './choose-runs.ts'
import { type DispatchedRuns, isPaused, smallestShare, type WaitingRun } from './dispatched-runs.ts'

export interface Slots {
  /** Workers that are alive. */
  readonly workers: number
  /** How many heavy runs may be at work, those of all kinds together. */
  readonly heavy: number
  /** Of the workers. Default: as the kinds are defined. */
  readonly limits?: JobLimits
}

/**
 * Hands runs to their queues, as many as the workers can begin soon, and returns whose turn is next. The queue gets a
 * job before Postgres notes it: if the process dies in between, the run is handed again, and the queue takes its job
 * once.
 * @throws InklingError dependency_unavailable. What was not handed then waits on.
 */
export async function handRuns(
  runs: DispatchedRuns,
  queues: Pick<JobSubmitter, 'addAll'>,
  slots: Slots,
  before: TurnState,
): Promise<{ readonly handed: Readonly<Record<string, number>>; readonly turns: TurnState }> {
  await runs.release()
  const paused = await runs.paused()
  const waiting = (await runs.waiting()).filter((run) => !isPaused(paused, run))
  const inFlight = await runs.inFlight()
  const shares = await runs.shares([...new Set(waiting.map(({ tenantId }) => tenantId))])
  const shareOf = (tenantId: string) => shares.get(tenantId) ?? smallestShare
  const atWork = Map.groupBy(inFlight, ({ tenantId }) => tenantId)
  const leftOf = (tenantId: string) => shareOf(tenantId).atOnce - (atWork.get(tenantId)?.length ?? 0)
  const room = { ...roomOf(slots, inFlight), leftOf }
  const { chosen, turns } = chooseRuns(before, waiting, room, (tenantId) => shareOf(tenantId).weight)
  const handed: Record<string, number> = {}
  for (const kind of runJobs) {
    const ofKind = chosen.filter((run) => run.kind === kind)
    if (ofKind.length > 0) handed[kind] = await hand(runs, queues, kind, ofKind)
  }
  return { handed, turns }
}

const isHeavy = (kind: string) => isRunJob(kind) && definitionOf(kind).isHeavy === true

/** A worker that ends a short run finds the next one in the queue. A heavy one is worth the wait for its successor. */
function roomOf({ workers, heavy, limits = jobLimits() }: Slots, inFlight: readonly { readonly kind: string }[]): Room {
  const most = (kind: RunJob) => Math.max(1, workers) * limits[kind].concurrency * (isHeavy(kind) ? 1 : 2)
  const kinds = runJobs.map((kind) => [kind, most(kind) - inFlight.filter((run) => run.kind === kind).length] as const)
  const heavyInFlight = inFlight.filter(({ kind }) => isHeavy(kind)).length
  return { kinds: new Map(kinds), heavy: heavy - heavyInFlight, isHeavy }
}

async function hand(
  runs: DispatchedRuns,
  queues: Pick<JobSubmitter, 'addAll'>,
  kind: RunJob,
  chosen: readonly WaitingRun[],
): Promise<number> {
  const added = chosen.flatMap((run) => {
    const payload = payloadOf(kind, run)
    const { id: jobId, readyMs: timestampMs, traceContext } = run
    return payload ? [{ run, job: { jobId, payload, timestampMs, traceContext } }] : []
  })
  const invalid = chosen.filter((run) => !added.some((one) => one.run === run))
  for (const run of invalid) await runs.fail(run, 'Its options are not those of this version; start it again')
  if (added.length > 0) {
    const jobs = added.map(({ job }) => job)
    await queues.addAll(kind, jobs)
    await runs.markHanded(added.map(({ run }) => run))
  }
  return added.length
}

/** The payload of a run's job, unless another version recorded it with options that this one does not know. */
function payloadOf(kind: RunJob, { tenantId, id: runId, options }: WaitingRun): object | undefined {
  const { payload, check } = definitionOf(kind)
  // A payload is always an object.
  const { properties } = payload as TObject
  const recorded = Object.entries({ ...options, tenantId, runId })
  try {
    return check(Object.fromEntries(recorded.filter(([name]) => Object.hasOwn(properties, name)))) as object
  } catch {
    return undefined
  }
}
