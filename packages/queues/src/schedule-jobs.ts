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
  for (const name of jobNames) {
    const { schedule }: JobDefinition = jobs[name]
    if (!schedule) continue
    const { cron, payload } = { ...schedule, ...own[name] }
    await submitter.schedule(name, cron, payload as JobPayload<JobName>)
    const day = today.toISOString().slice(0, 10)
    if (schedule.runsAtStart) await submitter.submit(name, `start-${day}`, payload as JobPayload<JobName>)
  }
}
