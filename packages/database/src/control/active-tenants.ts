import type { Retention, Tenant } from '@inkling/contracts'
import type { Database } from '../client/create-database.ts'
import type { Fragment, Sql } from '../client/tenant-database.ts'

export interface ActiveTenant {
  readonly id: string
  readonly createdMs: number
  readonly retention: Retention
  readonly status: Tenant['status']
}

const pageTenants = 1_000

/** Every active tenant, by id, read in pages of 1,000. */
export const activeTenants = (database: Pick<Database, 'platform'>): AsyncGenerator<ActiveTenant> =>
  readTenants(database, (sql) => sql`status = 'active'`)

/** Every tenant that is not erased, also those that are suspended or about to be erased. */
export const storedTenants = (database: Pick<Database, 'platform'>): AsyncGenerator<ActiveTenant> =>
  readTenants(database, (sql) => sql`status <> 'erased'`)

async function* readTenants(database: Pick<Database, 'platform'>, isMeant: (sql: Sql) => Fragment) {
  for (let after = ''; ; ) {
    const tenants = await readPage(database, after, isMeant)
    yield* tenants
    const last = tenants.at(-1)
    if (!last || tenants.length < pageTenants) return
    after = last.id
  }
}

const readPage = (database: Pick<Database, 'platform'>, after: string, isMeant: (sql: Sql) => Fragment) =>
  database.platform(
    { name: 'list tenants' },
    (sql) => sql<ActiveTenant[]>`
      select id, (extract(epoch from created_at) * 1000)::float8 as "createdMs", retention, status
      from control.tenants
      where ${isMeant(sql)} and id > ${after} order by id limit ${pageTenants}`,
  )
