import type { JobDefinition } from './define-job.ts'
import type { JobSubmitter } from './job-submitter.ts'
import { type JobName, type JobPayload, jobNames, jobs } from './jobs/registry.ts'

/** The settings of an installation that replace a job's own schedule. */
export type ScheduleOverrides = {
  readonly [N in JobName]?: { readonly cron?: string; readonly payload?: JobPayload<N> }
}

/**
 * Sets up the schedule of every job that has one, and submits those that also run at start. Waits until Redis is
 * available.
 */
export async function scheduleJobs(
  submitter: Pick<JobSubmitter, 'schedule' | 'submit'>,
  own: ScheduleOverrides,
  today: Date,
): Promise<void> {
  for (const { name, cron, payload, runsAtStart } of schedulesWith(own)) {
    await submitter.schedule(name, cron, payload)
    const day = today.toISOString().slice(0, 10)
    if (runsAtStart) await submitter.submit(name, `start-${day}`, payload)
  }
}

/** Sets up again the schedules that queue Redis has lost. @throws InklingError dependency_unavailable */
export async function restoreSchedules(
  submitter: Pick<JobSubmitter, 'schedule' | 'isScheduled'>,
  own: ScheduleOverrides,
): Promise<void> {
  for (const { name, cron, payload } of schedulesWith(own))
    if (!(await submitter.isScheduled(name))) await submitter.schedule(name, cron, payload)
}

const schedulesWith = (own: ScheduleOverrides) =>
  jobNames.flatMap((name) => {
    const { schedule }: JobDefinition = jobs[name]
    const merged = { ...schedule, ...own[name] } as {
      cron: string
      payload: JobPayload<JobName>
      runsAtStart?: boolean
    }
    return schedule ? [{ name, ...merged }] : []
  })
