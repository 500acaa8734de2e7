import type { Database } from '../client/create-database.ts'

/**
 * Creates the monthly partitions of events from this month to `monthsAhead` months later. Events that were stored
 * before their month had a partition move into it.
 * @returns how many partitions were missing
 */
export function ensurePartitions(database: Pick<Database, 'platform'>, monthsAhead: number): Promise<number> {
  return database.platform({ name: 'ensure partitions' }, async (sql) => {
    const [row] = await sql<{ created: number }[]>`select behaviour.ensure_partitions(${monthsAhead}) as created`
    return row?.created ?? 0
  })
}
