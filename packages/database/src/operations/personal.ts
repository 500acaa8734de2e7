import type { Sql } from '../client/tenant-database.ts'

/** Deletes cached values and parts of exports, any of which may hold data of a user. */
export async function deleteCopies(sql: Sql, tenantId: string): Promise<Record<string, number>> {
  const tables = ['operations.cache', 'operations.transfer_parts'] as const
  const rows: Record<string, number> = {}
  for (const table of tables) rows[table] = (await sql`delete from ${sql(table)} where tenant_id = ${tenantId}`).count
  return rows
}
