import type { NewTenant, Retention, Tenant, TenantPatch } from '@inkling/contracts'
import { createApiKey, type FreshKey } from '@inkling/contracts/api-key'
import { applicationScopes, topics } from '@inkling/contracts/names'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { recordChange } from '../operations/changes.ts'
import { findKeyAgain, insertKey } from './api-keys.ts'
import { keepAdministrable } from './keep-administrable.ts'

interface TenantRow {
  readonly id: string
  readonly name: string
  readonly plan: string
  readonly status: Tenant['status']
  readonly created_at: Date
  readonly retention: Retention
}

const toTenant = (row: TenantRow): Tenant => ({
  id: row.id,
  name: row.name,
  plan: row.plan,
  status: row.status,
  createdAt: row.created_at.toISOString(),
  ...(Object.keys(row.retention).length > 0 && { retention: row.retention }),
})

const columns = (sql: Sql) => sql`id, name, plan, status, created_at, retention`

const noSuchTenant = (id: string) => new InklingError('not_found', `There is no tenant ${id}`)

/**
 * Creates the handle's tenant, with a first key for its application. A tenant that has this key was created by an
 * earlier execution of the same request, and is returned.
 * @throws InklingError conflict when a tenant has or had the id: the id of an erased tenant is not given again.
 */
export function createTenant(
  { tenantId: id, transaction }: TenantDatabase,
  facts: { readonly name: string; readonly plan: string },
  fresh: FreshKey = createApiKey(),
): Promise<NewTenant> {
  return transaction('create tenant', async (sql) => {
    const [row] = await sql<TenantRow[]>`
      insert into control.tenants ${sql({ id, ...facts })} on conflict do nothing
      returning ${columns(sql)}`
    if (!row) return findTenantAgain(sql, id, fresh)
    const apiKey = await insertKey(sql, id, { name: 'application', scopes: applicationScopes, expiresAt: null }, fresh)
    return { ...toTenant(row), apiKey }
  })
}

async function findTenantAgain(sql: Sql, id: string, fresh: FreshKey): Promise<NewTenant> {
  const [row] = await sql<TenantRow[]>`select ${columns(sql)} from control.tenants where id = ${id}`
  const apiKey = await findKeyAgain(sql, id, fresh)
  if (!row || !apiKey) throw new InklingError('conflict', `A tenant has or had the id ${id}; choose another id`)
  return { ...toTenant(row), apiKey }
}

/** At most `limit` tenants whose id is greater than `afterId`, by id. Erased tenants are not listed. */
export function listTenants(
  database: Pick<Database, 'platform'>,
  afterId: string,
  limit: number,
  deadline: Deadline,
): Promise<Tenant[]> {
  return database.platform({ name: 'list tenants', deadline }, async (sql) => {
    const rows = await sql<TenantRow[]>`
      select ${columns(sql)} from control.tenants
      where id > ${afterId} and status <> 'erased' order by id limit ${limit}`
    return rows.map(toTenant)
  })
}

/** @throws InklingError not_found */
export function readTenant({ tenantId: id, transaction }: TenantDatabase): Promise<Tenant> {
  return transaction('read tenant', async (sql) => {
    const [row] = await sql<TenantRow[]>`
      select ${columns(sql)} from control.tenants where id = ${id} and status <> 'erased'`
    if (!row) throw noSuchTenant(id)
    return toTenant(row)
  })
}

/**
 * Changes the fields that the patch names. A tenant that is being deleted stays so.
 * @throws InklingError not_found; conflict, also if the tenant holds the last admin key and would be closed
 */
export function updateTenant(
  { tenantId: id, transaction }: TenantDatabase,
  patch: TenantPatch | { readonly status: 'deleting' },
): Promise<Tenant> {
  return transaction('update tenant', async (sql) => {
    const [before] = await sql<{ status: string }[]>`
      select status from control.tenants where id = ${id} and status <> 'erased' for update`
    if (!before) throw noSuchTenant(id)
    if (before.status === 'deleting' && patch.status !== 'deleting')
      throw new InklingError('conflict', `Tenant ${id} is being deleted`)
    const stored = 'retention' in patch ? { ...patch, retention: sql.json({ ...patch.retention }) } : { ...patch }
    const change = () => sql<TenantRow[]>`
      update control.tenants set ${sql(stored)}, updated_at = now() where id = ${id}
      returning ${columns(sql)}`
    const [row] = await (patch.status ? keepAdministrable(sql, async () => change()) : change())
    if (!row) throw noSuchTenant(id)
    return toTenant(row)
  })
}

/**
 * Marks the handle's tenant as erased and forgets its name, and tells every process. The row stays, so that its id is
 * not given again.
 */
export async function markErased({ tenantId: id, transaction }: TenantDatabase): Promise<void> {
  await transaction('erase', async (sql) => {
    await sql`update control.tenants set status = 'erased', name = '', updated_at = now() where id = ${id}`
    await recordChange(sql, topics.erasures, id)
  })
}

/** What a backup knows of a tenant itself. */
export interface RestoredTenant {
  readonly name: string
  readonly plan: string
}

/** Undefined if there is none of the id, or if it was erased. */
export async function findTenant(sql: Sql, id: string): Promise<RestoredTenant | undefined> {
  const [row] = await sql<RestoredTenant[]>`
    select name, plan from control.tenants where id = ${id} and status <> 'erased'`
  return row
}

/**
 * Makes sure that there is a tenant of an id, and locks it. One that is there keeps its name, plan and status; one that
 * was erased is active again. @returns whether it was there
 * @throws InklingError conflict if it is being erased
 */
export async function reviveTenant(sql: Sql, id: string, { name, plan }: RestoredTenant): Promise<boolean> {
  await sql`insert into control.tenants (id, name, plan, status) values (${id}, ${name}, ${plan}, 'erased')
    on conflict do nothing`
  const [row] = await sql<{ status: string }[]>`select status from control.tenants where id = ${id} for update`
  if (row?.status === 'deleting') throw new InklingError('conflict', `Tenant ${id} is being erased; wait until it is`)
  if (row?.status !== 'erased') return true
  await sql`
    update control.tenants set status = 'active', name = ${name}, plan = ${plan}, updated_at = now() where id = ${id}`
  return false
}

/** A condition: whether the tenant is being erased or was erased, so that nothing of it may be stored. */
export const isBeingErased = (sql: Sql, tenantId: string) => sql`
  exists (select from control.tenants where id = ${tenantId} and status in ('deleting', 'erased'))`

/** A table of the tenants that are neither suspended nor closed, with their `id` and `plan`. */
export const activeTenants = (sql: Sql) => sql`(select id, plan from control.tenants where status = 'active')`

/** The plans of these tenants, by tenant. */
export const readPlans = (
  database: Pick<Database, 'platform'>,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, string>> =>
  database.platform({ name: 'read plans' }, async (sql) => {
    const rows = await sql<{ id: string; plan: string }[]>`
      select id, plan from control.tenants where id = any (${[...tenantIds]}::text[])`
    return new Map(rows.map(({ id, plan }) => [id, plan]))
  })
