import { applicationScopes, type NewApiKey, type NewTenant, type Tenant, type TenantPatch } from '@inkling/contracts'
import type { Database, Sql } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { createApiKey } from '../domain/api-key.ts'
import { insertKey } from './key-store.ts'

interface TenantRow {
  readonly id: string
  readonly name: string
  readonly plan: string
  readonly status: Tenant['status']
  readonly created_at: Date
}

const toTenant = (row: TenantRow): Tenant => ({
  id: row.id,
  name: row.name,
  plan: row.plan,
  status: row.status,
  createdAt: row.created_at.toISOString(),
})

const noSuchTenant = (id: string) => new InklingError('not_found', `There is no tenant ${id}`)

/** @throws InklingError conflict when the id is taken, or was: an erased tenant's id is not given again. */
export function createTenant(
  database: Database,
  tenant: { id: string; name: string; plan: string },
): Promise<NewTenant> {
  return database.tenant(tenant.id, { name: 'create tenant' }, async (sql) => {
    const [row] = await sql<TenantRow[]>`
      insert into control.tenants ${sql(tenant)} on conflict do nothing returning id, name, plan, status, created_at`
    if (!row) throw new InklingError('conflict', `The id ${tenant.id} is or was a tenant's; choose another`)
    return { ...toTenant(row), apiKey: await newKey(sql, tenant.id, 'application') }
  })
}

const newKey = (sql: Sql, tenantId: string, name: string): Promise<NewApiKey> =>
  insertKey(sql, tenantId, createApiKey(), { name, scopes: applicationScopes, expiresAt: null })

/** Tenants after `afterId`, by id. */
export function listTenants(database: Database, afterId: string, limit: number): Promise<Tenant[]> {
  return database.platform({ name: 'list tenants' }, async (sql) => {
    const rows = await sql<TenantRow[]>`
      select id, name, plan, status, created_at from control.tenants where id > ${afterId} and status <> 'erased' order by id limit ${limit}`
    return rows.map(toTenant)
  })
}

/** @throws InklingError not_found */
export function readTenant(database: Database, id: string): Promise<Tenant> {
  return database.tenant(id, { name: 'read tenant' }, async (sql) => {
    const [row] = await sql<
      TenantRow[]
    >`select id, name, plan, status, created_at from control.tenants where id = ${id} and status <> 'erased'`
    if (!row) throw noSuchTenant(id)
    return toTenant(row)
  })
}

/** A tenant that is being erased cannot be brought back. @throws InklingError not_found or conflict */
export function updateTenant(
  database: Database,
  id: string,
  patch: TenantPatch | { status: 'deleting' },
): Promise<Tenant> {
  return database.tenant(id, { name: 'update tenant' }, async (sql) => {
    const [before] = await sql<
      { status: string }[]
    >`select status from control.tenants where id = ${id} and status <> 'erased' for update`
    if (!before) throw noSuchTenant(id)
    if (before.status === 'deleting' && patch.status !== 'deleting')
      throw new InklingError('conflict', `Tenant ${id} is being deleted`)
    const [row] = await sql<TenantRow[]>`
      update control.tenants set ${sql({ ...patch })}, updated_at = now() where id = ${id}
      returning id, name, plan, status, created_at`
    if (!row) throw noSuchTenant(id)
    return toTenant(row)
  })
}
