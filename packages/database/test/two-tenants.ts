import { expect } from 'vitest'
import type { Database } from '../src/client/create-database.ts'
import type { Sql, TenantDatabase } from '../src/client/tenant-database.ts'

let pairs = 0

/** Two tenants without rows. */
export function newPair(database: Database): [one: TenantDatabase, other: TenantDatabase] {
  pairs++
  return [database.background(`one-${pairs}`), database.background(`other-${pairs}`)]
}

export const on = <T>(tenant: TenantDatabase, work: (sql: Sql) => Promise<T>): Promise<T> =>
  tenant.transaction('test', work)

/** All rows of a tenant in a table, as text. */
export const rowsOf = (tenant: TenantDatabase, table: string) =>
  on(tenant, async (sql) => [
    ...(await sql<{ row: string }[]>`
      select t::text as row from ${sql(table)} t where tenant_id = ${tenant.tenantId} order by 1`),
  ])

/** Fails unless the tenant has rows in the tables and they are the same after the work. */
export async function leaves<T>(tenant: TenantDatabase, tables: readonly string[], work: () => Promise<T>): Promise<T> {
  const look = async () => Promise.all(tables.map((table) => rowsOf(tenant, table)))
  const before = await look()
  expect(before).not.toContainEqual([])
  const result = await work()
  expect(await look()).toEqual(before)
  return result
}
