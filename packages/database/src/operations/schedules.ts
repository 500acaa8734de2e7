import type { Schedule } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Database } from '../client/create-database.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { activeTenants } from '../control/tenants.ts'
import { insertRunsUnlessQueued, type NewRun, type RunOutcomes } from './insert-runs.ts'

interface ScheduleRow {
  readonly id: string
  readonly kind: string
  readonly options: Record<string, unknown>
  readonly cron: string
  readonly time_zone: string
  readonly misfire_policy: Schedule['misfirePolicy']
  readonly state: Schedule['state']
  readonly next_at: Date
  readonly last_at: Date | null
  readonly last_run_id: string | null
  readonly last_error: string | null
  readonly created_at: Date
}

const toSchedule = (row: ScheduleRow): Schedule => ({
  id: row.id,
  kind: row.kind,
  options: row.options,
  cron: row.cron,
  timeZone: row.time_zone,
  misfirePolicy: row.misfire_policy,
  state: row.state,
  nextAt: row.state === 'active' ? row.next_at.toISOString() : null,
  lastAt: row.last_at?.toISOString() ?? null,
  lastRunId: row.last_run_id,
  lastError: row.last_error,
  createdAt: row.created_at.toISOString(),
})

const quotaRetryAfterSeconds = 60

const noSuchSchedule = (id: string) => new InklingError('not_found', `There is no schedule ${id}`)

export interface NewSchedule extends Pick<Schedule, 'id' | 'kind' | 'cron' | 'timeZone' | 'misfirePolicy'> {
  readonly options: object
  readonly nextAt: Date
}

/**
 * Inserts a schedule. One that an earlier execution of the same request inserted is returned.
 * @param most How many schedules the tenant may have.
 * @throws InklingError quota_exceeded
 */
export const createSchedule = (
  { tenantId, transaction }: TenantDatabase,
  schedule: NewSchedule,
  most: number,
): Promise<Schedule> =>
  transaction('create schedule', async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${tenantId} || ' schedules', 0))`
    const before = await find(sql, tenantId, schedule.id)
    if (before) return toSchedule(before)
    const [count] = await sql<{ schedules: number }[]>`
      select count(*)::int as schedules from operations.schedules where tenant_id = ${tenantId}`
    if (count && count.schedules >= most)
      throw new InklingError(
        'quota_exceeded',
        `The plan of the tenant allows ${most} schedules; delete one, or use another plan`,
        { retryAfterSeconds: quotaRetryAfterSeconds },
      )
    const { id, kind, options, cron, timeZone, misfirePolicy, nextAt } = schedule
    const [row] = await sql<ScheduleRow[]>`
      insert into operations.schedules (tenant_id, id, kind, options, cron, time_zone, misfire_policy, next_at)
      values (${tenantId}, ${id}, ${kind}, ${sql.json({ ...options })}, ${cron}, ${timeZone}, ${misfirePolicy},
        ${nextAt})
      returning *`
    if (!row) throw new Error(`schedule ${id} of tenant ${tenantId} was inserted, but the insert returned no row`)
    return toSchedule(row)
  })

async function find(sql: Sql, tenantId: string, id: string): Promise<ScheduleRow | undefined> {
  const [row] = await sql<ScheduleRow[]>`
    select * from operations.schedules where tenant_id = ${tenantId} and id = ${id}`
  return row
}

/** @throws InklingError not_found, also if the schedule is another tenant's */
export const readSchedule = ({ tenantId, transaction }: TenantDatabase, id: string): Promise<Schedule> =>
  transaction('read schedule', async (sql) => {
    const row = await find(sql, tenantId, id)
    if (!row) throw noSuchSchedule(id)
    return toSchedule(row)
  })

/** The place of a schedule in the list, newest first. */
export interface ScheduleKey {
  readonly createdAt: string
  readonly id: string
}

/** At most `limit` schedules that stand after `before` in the list, newest first. */
export const listSchedules = (
  { tenantId, transaction }: TenantDatabase,
  before: ScheduleKey | undefined,
  limit: number,
): Promise<Schedule[]> =>
  transaction('list schedules', async (sql) => {
    const rows = await sql<ScheduleRow[]>`
      select * from operations.schedules
      where tenant_id = ${tenantId}
        and (created_at, id) < (${before?.createdAt ?? 'infinity'}::text::timestamptz, ${before?.id ?? ''})
      order by created_at desc, id desc limit ${limit}`
    return rows.map(toSchedule)
  })

/**
 * Changes whether a schedule is active. One that becomes active again goes on with `nextAt` of it.
 * @throws InklingError not_found
 */
export const setScheduleState = (
  { tenantId, transaction }: TenantDatabase,
  id: string,
  state: Schedule['state'],
  nextOf: (schedule: Schedule) => Date,
): Promise<Schedule> =>
  transaction('set schedule state', async (sql) => {
    const [before] = await sql<ScheduleRow[]>`
      select * from operations.schedules where tenant_id = ${tenantId} and id = ${id} for update`
    if (!before) throw noSuchSchedule(id)
    if (before.state === state) return toSchedule(before)
    const nextAt = state === 'active' ? nextOf(toSchedule(before)) : before.next_at
    const [after = before] = await sql<ScheduleRow[]>`
      update operations.schedules set state = ${state}, next_at = ${nextAt}
      where tenant_id = ${tenantId} and id = ${id} returning *`
    return toSchedule(after)
  })

/** @throws InklingError not_found */
export const deleteSchedule = ({ tenantId, transaction }: TenantDatabase, id: string): Promise<void> =>
  transaction('delete schedule', async (sql) => {
    const { count } = await sql`delete from operations.schedules where tenant_id = ${tenantId} and id = ${id}`
    if (count === 0) throw noSuchSchedule(id)
  })

/** An occurrence of a schedule whose time has come. */
export interface DueSchedule {
  readonly tenantId: string
  readonly id: string
  readonly kind: string
  readonly options: Record<string, unknown>
  readonly cron: string
  readonly timeZone: string
  readonly misfirePolicy: Schedule['misfirePolicy']
  /** The planned time. */
  readonly dueAt: Date
  /** The time of Postgres. */
  readonly now: Date
  readonly plan: string
}

/** At most `limit` due schedules of active tenants, without those of kinds and tenants that are draining. */
export const dueSchedules = (database: Pick<Database, 'platform'>, limit: number): Promise<DueSchedule[]> =>
  database.platform({ name: 'due schedules' }, async (sql) => [
    ...(await sql<DueSchedule[]>`
      select s.tenant_id as "tenantId", s.id, s.kind, s.options, s.cron, s.time_zone as "timeZone",
        s.misfire_policy as "misfirePolicy", s.next_at as "dueAt", now() as now, t.plan
      from operations.schedules s join ${activeTenants(sql)} t on t.id = s.tenant_id
      where s.state = 'active' and s.next_at <= now()
        and not exists (
          select from operations.run_holds h
          where h.state = 'draining' and h.name = case h.subject when 'queue' then s.kind else s.tenant_id end
        )
      order by s.next_at, s.tenant_id, s.id limit ${limit}`),
  ])

type Occurrence = Pick<DueSchedule, 'id' | 'dueAt'>

/**
 * Records the run of an occurrence and plans the next one, in one transaction: whoever dies in between, and whoever
 * else does the same, the occurrence submits one run. Returns undefined if it is no longer due.
 * @param mostOpen As of {@link insertRunsUnlessQueued}.
 */
export const submitOccurrence = (
  { tenantId, transaction }: TenantDatabase,
  occurrence: Occurrence,
  nextAt: Date,
  run: NewRun,
  mostOpen: (kind: string) => number,
): Promise<RunOutcomes[number] | undefined> =>
  transaction('submit occurrence', async (sql) => {
    if (!(await isDue(sql, tenantId, occurrence))) return undefined
    const [outcome] = await insertRunsUnlessQueued(sql, tenantId, [run], mostOpen)
    const runId = outcome?.status === 'fulfilled' ? outcome.value.id : null
    const error = outcome?.status === 'rejected' ? (outcome.reason as InklingError).detail : null
    await plan(sql, tenantId, occurrence, nextAt, { runId, error })
    return outcome
  })

/** Plans the next occurrence without a run for the one that is due. Returns whether it still was. */
export const passOccurrence = (
  { tenantId, transaction }: TenantDatabase,
  occurrence: Occurrence,
  nextAt: Date,
  error: string,
): Promise<boolean> =>
  transaction('pass occurrence', async (sql) => {
    const was = await isDue(sql, tenantId, occurrence)
    if (was) await plan(sql, tenantId, occurrence, nextAt, { runId: null, error })
    return was
  })

/** Locks the schedule, so that nobody else plans its next occurrence. */
async function isDue(sql: Sql, tenantId: string, { id, dueAt }: Occurrence): Promise<boolean> {
  const rows = await sql`
    select from operations.schedules
    where tenant_id = ${tenantId} and id = ${id} and state = 'active' and next_at = ${dueAt} for update`
  return rows.length > 0
}

const plan = (
  sql: Sql,
  tenantId: string,
  { id, dueAt }: Occurrence,
  nextAt: Date,
  { runId, error }: { readonly runId: string | null; readonly error: string | null },
) => sql`
  update operations.schedules
  set next_at = ${nextAt}, last_at = ${dueAt}, last_run_id = ${runId}, last_error = ${error}
  where tenant_id = ${tenantId} and id = ${id}`
