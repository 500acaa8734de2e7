import { randomBytes } from 'node:crypto'
import type { PlanLimits } from '@inkling/contracts'
import {
  createSchedule,
  type Database,
  deleteSchedule,
  listSchedules,
  readSchedule,
  setScheduleState,
} from '@inkling/database'
import { checkedOptions, nextOccurrence } from '@inkling/queues'
import type { Schedules } from '../routes/schedules.route.ts'

/** The schedules of runs that tenants made, in Postgres. The dispatcher submits their runs. */
export const createSchedules = (
  database: Database,
  limitsOf: (tenantId: string) => Promise<PlanLimits>,
): Schedules => ({
  async create(caller, { kind, options = {}, cron, timeZone = 'UTC', misfirePolicy = 'fireOnce' }) {
    const id = `sch_${caller.executionId ?? randomBytes(12).toString('base64url')}`
    const nextAt = nextOccurrence({ cron, timeZone }, new Date())
    const facts = { id, kind, options: checkedOptions(kind, options), cron, timeZone, misfirePolicy, nextAt }
    const { schedules } = await limitsOf(caller.principal.tenantId)
    return createSchedule(database.of(caller), facts, schedules)
  },
  list: (caller, before, limit) => listSchedules(database.of(caller), before, limit),
  read: (caller, id) => readSchedule(database.of(caller), id),
  setState: (caller, id, state) =>
    setScheduleState(database.of(caller), id, state, (schedule) => nextOccurrence(schedule, new Date())),
  remove: (caller, id) => deleteSchedule(database.of(caller), id),
})
