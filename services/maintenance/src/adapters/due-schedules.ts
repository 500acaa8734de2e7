import { type Database, dueSchedules, passOccurrence, submitOccurrence } from '@inkling/database'
import type { DueSchedules } from '@inkling/queues'
import type { Logger, queueMetrics } from '@inkling/telemetry'

/** So few are submitted together that runs of others are handed in between. */
export const mostDueTogether = 100

/** The schedules of all tenants, in Postgres. */
export const dueSchedulesOf = (
  database: Database,
  logger: Logger,
  { occurrences }: Pick<ReturnType<typeof queueMetrics>, 'occurrences'>,
): DueSchedules => ({
  due: () => dueSchedules(database, mostDueTogether),
  async submit(of, nextAt, run, mostOpen) {
    const outcome = await submitOccurrence(database.background(of.tenantId), of, nextAt, run, mostOpen)
    return outcome ? [outcome] : []
  },
  pass: (of, nextAt, why) => passOccurrence(database.background(of.tenantId), of, nextAt, why),
  onOccurrence({ tenantId, id, kind }, outcome, error) {
    occurrences.inc({ kind, outcome })
    if (error) logger.error({ err: error, tenantId, scheduleId: id }, 'the run of a schedule was not submitted')
  },
})
