import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import { NewSchedule, Schedule, SchedulePatch } from '../schemas/schedule.ts'
import { Text } from '../schemas/text.ts'

const ofMaintenance = { service: 'maintenance', priority: 'background' } as const
const params = Type.Object({ id: Text(64, 'The id of the schedule') })
const ofOne = { ...ofMaintenance, path: '/maintenance/schedules/:id', params } as const

export const createSchedule = defineCall({
  ...ofMaintenance,
  id: 'createSchedule',
  method: 'POST',
  path: '/maintenance/schedules',
  summary: 'Create a schedule of maintenance runs',
  description: `From then on each occurrence submits a run of low priority, within two seconds, also while queue Redis
is down. The run is as if a request had asked for it, with \`reason\` schedule and the id of the schedule as
\`dedupeKey\`.

- Each occurrence submits one run, whatever crashes and however clocks are set.
- An occurrence whose predecessor's run has not ended submits none; that run stands for it.
- If a run is refused, such as by the limit of runs that wait, the schedule says so in \`lastError\` and goes on.
- The plan of the tenant says how many schedules it may have. A further one gets 429 \`quota_exceeded\`.`,
  scope: 'maintenance:write',
  limit: 'expensive',
  idempotent: false,
  body: NewSchedule,
  answers: { 201: Schedule },
})

export const listSchedules = defineCall({
  ...ofMaintenance,
  id: 'listSchedules',
  method: 'GET',
  path: '/maintenance/schedules',
  summary: 'List schedules of maintenance runs',
  description: 'Returns the schedules of the tenant, newest first.',
  scope: 'maintenance:read',
  idempotent: true,
  query: Type.Object(pageQuery, { additionalProperties: false }),
  answers: { 200: Page(Schedule) },
})

export const getSchedule = defineCall({
  ...ofOne,
  id: 'getSchedule',
  method: 'GET',
  summary: 'Get a schedule of maintenance runs',
  description: 'Returns when it submits the next run, and what became of the last occurrence.',
  scope: 'maintenance:read',
  idempotent: true,
  answers: { 200: Schedule },
})

export const setScheduleState = defineCall({
  ...ofOne,
  id: 'setScheduleState',
  method: 'PATCH',
  summary: 'Change a schedule to active or paused',
  description: 'A paused schedule submits nothing. When it is active again, it goes on with the next occurrence.',
  scope: 'maintenance:write',
  idempotent: true,
  body: SchedulePatch,
  answers: { 200: Schedule },
})

export const deleteSchedule = defineCall({
  ...ofOne,
  id: 'deleteSchedule',
  method: 'DELETE',
  summary: 'Delete a schedule of maintenance runs',
  description: 'Runs that it submitted stay as they are; cancel those that shall not be done.',
  scope: 'maintenance:write',
  idempotent: true,
  answers: { 204: null },
})
