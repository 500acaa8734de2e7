import type { Sql } from '../client/tenant-database.ts'

/** Whether the tenant has an event, in the table or in the archive. */
export async function hasEvents(sql: Sql, tenantId: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from behaviour.events where tenant_id = ${tenantId})
      or exists (select from behaviour.archives where tenant_id = ${tenantId}) as found`
  return row?.found === true
}
