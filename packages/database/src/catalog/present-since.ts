import type { Sql } from '../client/tenant-database.ts'

/** A query of (id, since): the items that are not deleted, and when each was created, last after a deletion. */
export const presentSince = (sql: Sql, tenantId: string) => sql`
  select id, created_at as since from catalog.items where tenant_id = ${tenantId} and deleted_at is null`
