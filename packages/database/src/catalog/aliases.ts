import type { Fragment, Sql } from '../client/tenant-database.ts'

/** A query of (id, survivor_id): the ids of items that were merged, and the item that each stands for. */
export const aliases = (sql: Sql, tenantId: string): Fragment => sql`
  select id, alias_of as survivor_id from catalog.items
  where tenant_id = ${tenantId} and alias_of is not null and deleted_at is not null`
