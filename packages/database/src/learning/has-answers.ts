import type { Sql } from '../client/tenant-database.ts'

/** Whether the tenant has an answer or feedback. */
export async function hasAnswers(sql: Sql, tenantId: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from learning.receipts where tenant_id = ${tenantId})
      or exists (select from learning.feedback where tenant_id = ${tenantId}) as found`
  return row?.found === true
}
