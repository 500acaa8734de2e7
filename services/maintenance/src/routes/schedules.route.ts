import { basePath, calls, type NewSchedule, type Schedule } from '@inkling/contracts'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

/** The place of a schedule in the list, newest first. */
interface ScheduleKey {
  readonly createdAt: string
  readonly id: string
}

/**
 * The schedules of the caller's tenant. Every function that is given an id throws InklingError not_found if there is no
 * such schedule.
 */
export interface Schedules {
  /** @throws InklingError validation_failed, quota_exceeded */
  create(caller: Caller, schedule: NewSchedule): Promise<Schedule>
  /** At most `limit` schedules that stand after `before` in the list. */
  list(caller: Caller, before: ScheduleKey | undefined, limit: number): Promise<Schedule[]>
  read(caller: Caller, id: string): Promise<Schedule>
  setState(caller: Caller, id: string, state: Schedule['state']): Promise<Schedule>
  remove(caller: Caller, id: string): Promise<void>
}

export interface SchedulesOptions {
  readonly schedules: Schedules
  readonly secret: string
}

const defaultPageSize = 50

export async function schedulesRoute(app: FastifyInstance, { schedules, secret }: SchedulesOptions): Promise<void> {
  implement(app, calls.createSchedule, async ({ body, reply, ...caller }) => {
    const schedule = await schedules.create(caller, body)
    audit(caller, 'schedule created', { scheduleId: schedule.id, ...body })
    reply.status(201).header('location', `${basePath}/maintenance/schedules/${schedule.id}`)
    return schedule
  })

  implement(app, calls.listSchedules, async ({ query, ...caller }) => {
    const cursor = cursors<ScheduleKey>(secret, 'schedules', caller.principal.tenantId)
    const limit = query.limit ?? defaultPageSize
    const found = await schedules.list(caller, query.cursor ? cursor.decode(query.cursor) : undefined, limit + 1)
    return cursor.page(found, limit, ({ createdAt, id }) => ({ createdAt, id }))
  })

  implement(app, calls.getSchedule, ({ params, ...caller }) => schedules.read(caller, params.id))

  implement(app, calls.setScheduleState, async ({ params, body, ...caller }) => {
    const schedule = await schedules.setState(caller, params.id, body.state)
    audit(caller, 'state of a schedule set', { scheduleId: params.id, ...body })
    return schedule
  })

  implement(app, calls.deleteSchedule, async ({ params, reply, ...caller }) => {
    await schedules.remove(caller, params.id)
    audit(caller, 'schedule deleted', { scheduleId: params.id })
    reply.status(204)
    return undefined
  })
}
