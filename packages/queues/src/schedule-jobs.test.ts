import { expect, it } from 'vitest'
import type { JobSubmitter } from './job-submitter.ts'
import { restoreSchedules, scheduleJobs } from './schedule-jobs.ts'

/** Remembers the scheduled and submitted jobs. */
function submitterInMemory() {
  const steps: unknown[][] = []
  const submitter: Pick<JobSubmitter, 'schedule' | 'submit'> = {
    schedule: async (...schedule) => void steps.push(['schedule', ...schedule]),
    submit: async (...job) => void steps.push(['submit', ...job]),
  }
  return { submitter, steps }
}

const dayMs = 24 * 3_600_000
const today = new Date('2026-11-28T12:00:00Z')

it('schedules every job that has a schedule, and submits those that also run at start once for the day', async () => {
  const { submitter, steps } = submitterInMemory()
  await scheduleJobs(submitter, {}, today)
  expect(steps).toEqual([
    ['schedule', 'partition', '0 3 * * *', { monthsAhead: 3 }],
    ['submit', 'partition', 'start-2026-11-28', { monthsAhead: 3 }],
    ['schedule', 'prior', '40 * * * *', {}],
    ['schedule', 'retention', '20 3 * * *', {}],
    ['submit', 'retention', 'start-2026-11-28', {}],
    ['schedule', 'trainDue', '*/10 * * * *', { afterMs: dayMs }],
    ['schedule', 'reindexDue', '5-59/10 * * * *', { afterMs: dayMs }],
    ['schedule', 'archiveDue', '10 2 * * *', {}],
    ['schedule', 'backupDue', '30 1 * * *', {}],
    ['submit', 'backupDue', 'start-2026-11-28', {}],
    ['schedule', 'drill', '30 3 * * *', {}],
  ])
})

it("uses the schedule of the installation instead of a job's own schedule", async () => {
  const { submitter, steps } = submitterInMemory()
  const own = { trainDue: { payload: { afterMs: 5 } }, partition: { cron: '1 1 * * *', payload: { monthsAhead: 1 } } }
  await scheduleJobs(submitter, own, today)
  expect(steps).toContainEqual(['schedule', 'trainDue', '*/10 * * * *', { afterMs: 5 }])
  expect(steps).toContainEqual(['schedule', 'partition', '1 1 * * *', { monthsAhead: 1 }])
  expect(steps).toContainEqual(['submit', 'partition', 'start-2026-11-28', { monthsAhead: 1 }])
})

it('sets up again only the schedules that Redis has lost, as the installation has them', async () => {
  const { submitter, steps } = submitterInMemory()
  const isScheduled = async (name: string) => name !== 'trainDue' && name !== 'prior'
  await restoreSchedules({ ...submitter, isScheduled }, { trainDue: { payload: { afterMs: 5 } } })
  expect(steps).toEqual([
    ['schedule', 'prior', '40 * * * *', {}],
    ['schedule', 'trainDue', '*/10 * * * *', { afterMs: 5 }],
  ])
})
