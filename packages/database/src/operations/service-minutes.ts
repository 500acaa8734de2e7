import type { AnswerCounts } from '@inkling/telemetry'
import type { Database } from '../client/create-database.ts'
import type { Transactions } from '../client/of-all-tenants.ts'
import type { Fragment, Sql, TenantDatabase } from '../client/tenant-database.ts'

/** The answers of one process in one minute. */
export interface ServiceMinute extends AnswerCounts {
  /** Empty if the key of the requests could not be checked. */
  readonly tenantId: string
  /** When the minute began, as Unix time in seconds. */
  readonly minute: number
  /** Events that these answers stored. */
  readonly events: number
}

export interface WindowCounts extends AnswerCounts {
  readonly minutes: number
}

export interface PeriodCounts extends AnswerCounts {
  /** `2026-11-29` or `2026-11`, in UTC. */
  readonly period: string
}

/** Stores the whole counts of minutes, as counted by the process `source`; a repetition changes nothing. */
export const putServiceMinutes = (
  database: Pick<Database, 'platform'>,
  source: string,
  minutes: readonly ServiceMinute[],
): Promise<void> =>
  database.platform({ name: 'put service minutes' }, async (sql) => {
    const rows = minutes.map(({ tenantId, ...counts }) => ({ tenant_id: tenantId, ...counts }))
    await sql`select operations.put_service_minutes(${source}, ${sql.json(rows as never)})`
  })

/**
 * The counts of the latest `minutes`, for each of several lengths and each class that has any. A minute counts if it
 * began in the window; more than 4 days back an hour, more than 35 days back a day.
 */
export const readServiceWindows = (reader: Transactions, minutes: readonly number[]): Promise<WindowCounts[]> =>
  reader.transaction('read service windows', async (sql) => {
    const rows = await sql<WindowCounts[]>`
      select w.minutes, ${sums(sql)}
      from unnest(${minutes as number[]}::int[]) as w (minutes)
      join operations.service_minutes s on s.minute > now() - make_interval(mins => w.minutes)
      where ${ownOf(sql, reader)}
      group by w.minutes, s.class`
    return [...rows]
  })

/** The counts by day or month (UTC), the latest `count` of them, the oldest first. */
export const readServicePeriods = (
  reader: Transactions,
  unit: 'day' | 'month',
  count: number,
): Promise<PeriodCounts[]> =>
  reader.transaction('read service periods', async (sql) => {
    const since = sql`date_trunc(${unit}, now()) - make_interval(
      days => ${unit === 'day' ? count - 1 : 0}, months => ${unit === 'month' ? count - 1 : 0})`
    const rows = await sql<PeriodCounts[]>`
      select to_char(date_trunc(${unit}, s.minute), ${unit === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM'}) as period,
        ${sums(sql)}
      from operations.service_minutes s where s.minute >= ${since} and ${ownOf(sql, reader)}
      group by 1, s.class order by 1`
    return [...rows]
  })

/** What a tenant used in an hour or a day. */
export interface UsagePeriod {
  /** When it began. */
  readonly startedAt: Date
  readonly requests: number
  readonly errors: number
  readonly events: number
}

/** What a tenant used by hour or day (UTC), the latest `count` of them, the oldest first; none without a request. */
export const readUsagePeriods = (reader: TenantDatabase, unit: 'hour' | 'day', count: number): Promise<UsagePeriod[]> =>
  reader.transaction('read usage periods', async (sql) => {
    const rows = await sql<UsagePeriod[]>`
      select date_trunc(${unit}, s.minute, 'UTC') as "startedAt", sum(s.total)::float8 as requests,
        sum(s.errors)::float8 as errors, sum(s.events)::float8 as events
      from operations.service_minutes s
      where s.tenant_id = ${reader.tenantId}
        and s.minute >= date_trunc(${unit}, now(), 'UTC') - ${count - 1} * ${`1 ${unit}`}::interval
      group by 1 order by 1`
    return [...rows]
  })

/** How many events of a tenant were stored since then, as all processes but `source` counted them. */
export const readStoredEvents = (reader: TenantDatabase, since: Date, source: string): Promise<number> =>
  reader.transaction('read stored events', async (sql) => {
    const [row] = await sql<{ events: number }[]>`
      select coalesce(sum(events), 0)::float8 as events from operations.service_minutes
      where tenant_id = ${reader.tenantId} and class = 'events' and minute >= ${since} and source <> ${source}`
    return row?.events ?? 0
  })

export interface TenantCounts {
  readonly tenantId: string
  readonly requests: number
  readonly errors: number
  /** Of the requests of all tenants, 0 to 1. */
  readonly share: number
}

/** The tenants with the most requests in the latest `minutes`, at most `limit` of them. */
export const readBusiestTenants = (reader: Transactions, minutes: number, limit: number): Promise<TenantCounts[]> =>
  reader.transaction('read busiest tenants', async (sql) => {
    const rows = await sql<TenantCounts[]>`
      select s.tenant_id as "tenantId", sum(s.total)::float8 as requests, sum(s.errors)::float8 as errors,
        (sum(s.total) / nullif(sum(sum(s.total)) over (), 0))::float8 as share
      from operations.service_minutes s
      where s.minute > now() - make_interval(mins => ${minutes}) and s.tenant_id <> ''
      group by 1 having sum(s.total) > 0 order by 2 desc, 1 limit ${limit}`
    return [...rows]
  })

/** Sums old counts by hour and day, and deletes those of all tenants that are older than 400 days. */
export const compactServiceMinutes = (database: Pick<Database, 'platform'>): Promise<void> =>
  database.platform(
    { name: 'compact service minutes' },
    async (sql) => void (await sql`select operations.compact_service_minutes()`),
  )

const ownOf = (sql: Sql, { tenantId }: Transactions): Fragment =>
  tenantId === undefined ? sql`true` : sql`s.tenant_id = ${tenantId}`

const sums = (sql: Sql): Fragment => sql`
  s.class, sum(s.total)::float8 as total, sum(s.errors)::float8 as errors,
  array[sum(s.latency[1]), sum(s.latency[2]), sum(s.latency[3]), sum(s.latency[4]), sum(s.latency[5]),
    sum(s.latency[6]), sum(s.latency[7]), sum(s.latency[8]), sum(s.latency[9]), sum(s.latency[10]),
    sum(s.latency[11])]::float8[] as latency`
