import { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'

/**
 * Creates the monthly partitions of events from this month to `monthsAhead` months later, and those of the months whose
 * events are in the default partition. Events that were stored before their month had a partition move into it.
 * @returns how many partitions were missing
 */
export function ensurePartitions(database: Pick<Database, 'platform'>, monthsAhead: number): Promise<number> {
  return database.platform({ name: 'ensure partitions' }, async (sql) => {
    const [row] = await sql<{ created: number }[]>`select behaviour.ensure_partitions(${monthsAhead}) as created`
    return row?.created ?? 0
  })
}

/**
 * How many events are in no month's partition, up to 1,000. They are found, but neither archived nor dropped. It takes
 * a second at most.
 */
export function strandedEvents(database: Pick<Database, 'platform'>): Promise<number> {
  return database.platform({ name: 'count stranded events', deadline: new Deadline(1_000) }, async (sql) => {
    const [row] = await sql<{ stranded: number }[]>`select behaviour.stranded_events() as stranded`
    return row?.stranded ?? 0
  })
}

/**
 * Creates the partitions of the months of old events, unless they exist, each in a transaction of its own. Those of
 * this month and the months to come are created ahead.
 * @param times when the events occurred; those that are no times are left out
 */
export async function ensureMonthsOf(database: TenantDatabase, times: readonly string[]): Promise<void> {
  const thisMonth = monthOf(new Date())
  const old = [...new Set(times.map((time) => monthOf(new Date(time))))].filter((month) => month < thisMonth)
  const months = old.filter((month) => /^\d{4}-\d\d$/.test(month) && month > '0001').map((month) => `${month}-01`)
  if (months.length === 0) return
  const missing = await database.transaction(
    'find missing partitions',
    (sql) => sql<{ month: string }[]>`
      select month::text from unnest(${months}::date[]) month
      where to_regclass('behaviour.' || behaviour.month_table(month)) is null`,
  )
  for (const { month } of missing)
    await database.transaction('create partition', (sql) => sql`select behaviour.ensure_month(${month}::date)`)
}

const monthOf = (time: Date): string => (Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 7))
