import type { Sql } from '../client/tenant-database.ts'
import type { LogPosition } from '../tail/log-position.ts'

/** Whether items have changed after a position, also in transactions that have not ended below the horizon yet. */
export async function hasItemsAfter(sql: Sql, tenantId: string, { xid, seq }: LogPosition): Promise<boolean> {
  const [row] = await sql<{ isLeft: boolean }[]>`
    select exists (
      select from catalog.items
      where tenant_id = ${tenantId} and (xid, seq) > (${String(xid)}::xid8, ${seq})) as "isLeft"`
  return row?.isLeft ?? false
}
