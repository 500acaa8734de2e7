import type { Sql } from '../client/tenant-database.ts'

/** A condition: whether the tenant is being erased or was erased, so that nothing of it may be stored. */
export const isBeingErased = (sql: Sql, tenantId: string) => sql`
  exists (select from control.tenants where id = ${tenantId} and status in ('deleting', 'erased'))`
