import type { Sql } from '../client/tenant-database.ts'

/**
 * A query of (id, item_id, since): the items that are not deleted, and when each was created, last after a deletion.
 * `item_id` is the id; that of the survivor for an alias.
 */
export const presentSince = (sql: Sql, tenantId: string) => sql`
  select id, id as item_id, created_at as since from catalog.items
  where tenant_id = ${tenantId} and deleted_at is null
  union all
  select a.id, a.alias_of, a.created_at from catalog.items a
  join catalog.items s on s.tenant_id = ${tenantId} and s.id = a.alias_of and s.deleted_at is null
  where a.tenant_id = ${tenantId} and a.alias_of is not null and a.deleted_at is not null`
