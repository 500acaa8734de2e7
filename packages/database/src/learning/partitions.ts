import type { Database } from '../client/create-database.ts'

/**
 * Creates the monthly partitions of receipts from this month to `monthsAhead` months later, and drops those of past
 * months that retention has emptied.
 * @returns how many were missing
 */
export function ensureReceiptPartitions(database: Pick<Database, 'platform'>, monthsAhead: number): Promise<number> {
  return database.platform({ name: 'ensure partitions' }, async (sql) => {
    const [row] = await sql<{ created: number }[]>`
      select learning.ensure_receipt_partitions(${monthsAhead}) as created`
    return row?.created ?? 0
  })
}
