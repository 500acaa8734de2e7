import type { Operation, Schedule } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { JobLimits } from '../job-limits.ts'
import { isRunJob } from '../jobs/run-jobs.ts'
import { type NewRun, type RunLog, runIdOf, submitRuns } from '../submit-run.ts'
import { nextOccurrence, type Recurrence } from './cron.ts'

/** An occurrence of a tenant's schedule whose time has come. */
export interface DueOccurrence extends Recurrence {
  readonly tenantId: string
  /** Of the schedule. */
  readonly id: string
  readonly kind: string
  readonly options: object
  readonly misfirePolicy: Schedule['misfirePolicy']
  /** The planned time. */
  readonly dueAt: Date
  /** The clock that says what is due. */
  readonly now: Date
  readonly plan: string
}

/** The schedules of all tenants. An occurrence that is no longer due stays as it is. */
export interface DueSchedules {
  /** The first due ones, those that wait longest. */
  due(): Promise<readonly DueOccurrence[]>
  /** Records the run of an occurrence and plans the next, both or neither. Returns nothing if it is no longer due. */
  submit(
    of: DueOccurrence,
    nextAt: Date,
    run: NewRun,
    mostOpen: (kind: string) => number,
  ): Promise<readonly PromiseSettledResult<Operation>[]>
  /** Plans the next occurrence and notes why this one has no run. */
  pass(of: DueOccurrence, nextAt: Date, why: string): Promise<unknown>
  /**
   * Is told what became of an occurrence. `merged`: the run of the one before has not ended and stands for it.
   * `failed`: of an error that nobody expected.
   */
  onOccurrence(
    of: DueOccurrence,
    outcome: 'submitted' | 'merged' | 'refused' | 'skipped' | 'failed',
    error?: unknown,
  ): void
}

/** What is later is a misfire. */
const lateAfterMs = 60_000
const dayMs = 86_400_000

/**
 * Submits the runs of the schedules that are due, each occurrence once: the id of a run is made of its schedule and its
 * planned time, and the planned time of a schedule never goes back, however clocks are set. Returns how many were due.
 * @param limitsOf The limits of a tenant by its plan.
 * @throws InklingError dependency_unavailable. What was not submitted then is still due.
 */
export async function submitOccurrences(
  schedules: DueSchedules,
  limitsOf: (plan: string) => JobLimits,
): Promise<number> {
  const due = await schedules.due()
  for (const of of due) {
    const plan = planned(of)
    try {
      await submitOne(schedules, of, plan, limitsOf(of.plan))
    } catch (error) {
      if (error instanceof InklingError) throw error
      // One that fails again and again would hold up all others.
      await schedules.pass(of, plan.nextAt, 'An unexpected error, which Inkling logs')
      schedules.onOccurrence(of, 'failed', error)
    }
  }
  return due.length
}

interface Planned {
  /** When the next occurrence is, after all that were missed. */
  readonly nextAt: Date
  /** Why this one has no run, if it has none. */
  readonly why?: string
}

async function submitOne(
  schedules: DueSchedules,
  of: DueOccurrence,
  { nextAt, why }: Planned,
  limits: JobLimits,
): Promise<void> {
  const { kind, id, dueAt, options } = of
  if (why !== undefined || !isRunJob(kind)) {
    await schedules.pass(of, nextAt, why ?? `There is no kind of run ${kind} any more`)
    return schedules.onOccurrence(of, 'skipped')
  }
  const insertUnlessQueued: RunLog['insertUnlessQueued'] = async ([run], mostOpen) =>
    run ? schedules.submit(of, nextAt, run, mostOpen) : []
  const executionId = `${id}_${dueAt.getTime() / 1_000}`
  const run = {
    kind,
    executionId,
    options: { ...options, reason: 'schedule' },
    priority: 'low',
    dedupeKey: id,
  } as const
  const [outcome] = await submitRuns({ insertUnlessQueued }, [run], limits)
  if (!outcome) return
  if (outcome.status === 'rejected') return schedules.onOccurrence(of, 'refused')
  schedules.onOccurrence(of, outcome.value.id === runIdOf(executionId) ? 'submitted' : 'merged')
}

function planned(of: DueOccurrence): Planned {
  const { dueAt, now, misfirePolicy } = of
  const latest = new Date(Math.max(dueAt.getTime(), now.getTime()))
  try {
    const nextAt = nextOccurrence(of, latest)
    const isSkipped = misfirePolicy === 'skip' && now.getTime() - dueAt.getTime() > lateAfterMs
    return isSkipped ? { nextAt, why: 'It was late by more than a minute, and misfirePolicy is skip' } : { nextAt }
  } catch (error) {
    // A later version of the parser or of the time zones may refuse what an earlier one took.
    return { nextAt: new Date(latest.getTime() + dayMs), why: (error as Error).message }
  }
}
