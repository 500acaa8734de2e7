import type { Deadline } from '@inkling/resilience'
import type { Database } from './create-database.ts'
import type { TenantDatabase } from './tenant-database.ts'

/** Transactions that see the rows of one tenant, or, without a `tenantId`, of all. */
export type Transactions = Pick<TenantDatabase, 'transaction'> & { readonly tenantId?: string }

/** Transactions over all tenants, as far as the role of the process may see them. */
export const ofAllTenants = (database: Pick<Database, 'platform'>, deadline?: Deadline): Transactions => ({
  transaction: (name, work) => database.platform({ name, ...(deadline && { deadline }) }, work),
})
