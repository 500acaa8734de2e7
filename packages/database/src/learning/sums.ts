import type { Fragment, Sql } from '../client/tenant-database.ts'

/**
 * The tables of sums by hour. Triggers add the same to a `daily_` table, whose columns are the same, in the same order.
 */
type SumsTable = 'metrics' | 'answers' | 'answer_signals'

const startOf = (sql: Sql, hours: number): Fragment => sql`date_trunc('hour', now() - make_interval(hours => ${hours}))`

/** The sums of the last hours, each apart. The present hour is there, too. */
const hoursOfWindow = (sql: Sql, table: SumsTable, tenantId: string, hours: number): Fragment => sql`(
  select * from ${sql(`learning.${table}`)} where tenant_id = ${tenantId} and hour >= ${startOf(sql, hours)})`

/** Each of the last hours, or each of the UTC days that they touch, by the time `at` which it begins. */
export interface Apart {
  readonly by: 'hour' | 'day'
  readonly hours: number
}

/** The sums of hours or days, each apart. The present one is there, too. */
export const sumsApart = (sql: Sql, table: SumsTable, tenantId: string, { by, hours }: Apart): Fragment =>
  by === 'hour'
    ? sql`(select *, hour as at from ${hoursOfWindow(sql, table, tenantId, hours)} hours)`
    : sql`(
        select *, day as at from ${sql(`learning.daily_${table}`)}
        where tenant_id = ${tenantId} and day >= date_trunc('day', ${startOf(sql, hours)}, 'UTC'))`

/** Rows that add up to the same: of whole days in UTC, and of the hours before the first of them. */
export function daysOfWindow(sql: Sql, table: SumsTable, tenantId: string, hours: number): Fragment {
  const firstDay = sql`date_trunc('day', ${startOf(sql, hours)} + interval '23 hours', 'UTC')`
  return sql`(
    select * from ${hoursOfWindow(sql, table, tenantId, hours)} hours where hour < ${firstDay}
    union all
    select * from ${sql(`learning.daily_${table}`)} where tenant_id = ${tenantId} and day >= ${firstDay})`
}

/** Rows that add up to the hours of a window before one of them: of whole days in UTC, and hours around these. */
export function rowsBefore(sql: Sql, table: SumsTable, tenantId: string, hours: number, before: Date): Fragment {
  const firstDay = sql`date_trunc('day', ${startOf(sql, hours)} + interval '23 hours', 'UTC')`
  const lastDay = sql`date_trunc('day', ${before}::timestamptz, 'UTC')`
  return sql`(
    select * from ${hoursOfWindow(sql, table, tenantId, hours)} hours
    where hour < ${before} and (hour < ${firstDay} or hour >= ${lastDay})
    union all
    select * from ${sql(`learning.daily_${table}`)}
    where tenant_id = ${tenantId} and day >= ${firstDay} and day < ${lastDay})`
}

/** Waits until nobody adds to the sums of a tenant, and lets nobody until the transaction ends. */
export const lockSums = (sql: Sql, tenantId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended('learning sums ' || ${tenantId}, 0))`
