import type { RetainedRows } from '@inkling/contracts'
import type { Fragment, Sql } from '../client/tenant-database.ts'

/** Deletes at most `mostRows` rows of a tenant that are older than a time. Returns how many. */
type DeleteBatch = (sql: Sql, tenantId: string, before: Fragment, mostRows: number) => Promise<number>

/** When rows of a table with rows of tenants are deleted. */
export interface RetentionRule {
  readonly table: string
  /** So many for every tenant, or as the tenant has set it. */
  readonly days: RetainedRows | number
  /** What the rows are kept for. */
  readonly why: string
  readonly deleteBatch: DeleteBatch
}

/** Tables that need no rule, and why they do not grow for ever. */
export type BoundedTables = Readonly<Record<string, string>>

export const deleteWhere =
  (table: string, isOld: (sql: Sql, before: Fragment) => Fragment): DeleteBatch =>
  async (sql, tenantId, before, mostRows) => {
    const { count } = await sql`
      delete from ${sql(table)} where tenant_id = ${tenantId} and (tableoid, ctid) in (
        select tableoid, ctid from ${sql(table)}
        where tenant_id = ${tenantId} and ${isOld(sql, before)} limit ${mostRows})`
    return count
  }
