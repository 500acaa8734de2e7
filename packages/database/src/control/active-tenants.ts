import type { Retention } from '@inkling/contracts'
import type { Database } from '../client/create-database.ts'

export interface ActiveTenant {
  readonly id: string
  readonly createdMs: number
  readonly retention: Retention
}

const pageTenants = 1_000

/** Every active tenant, by id, read in pages of 1,000. */
export async function* activeTenants(database: Pick<Database, 'platform'>): AsyncGenerator<ActiveTenant> {
  for (let after = ''; ; ) {
    const tenants = await readPage(database, after)
    yield* tenants
    const last = tenants.at(-1)
    if (!last || tenants.length < pageTenants) return
    after = last.id
  }
}

const readPage = (database: Pick<Database, 'platform'>, after: string) =>
  database.platform(
    { name: 'list tenants' },
    (sql) => sql<ActiveTenant[]>`
      select id, (extract(epoch from created_at) * 1000)::float8 as "createdMs", retention
      from control.tenants
      where status = 'active' and id > ${after} order by id limit ${pageTenants}`,
  )
