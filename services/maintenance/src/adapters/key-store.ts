import type { ApiKey, NewApiKey } from '@inkling/contracts'
import type { Database, Sql } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { createApiKey, type FreshKey } from '../domain/api-key.ts'

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly scopes: string[]
  readonly created_at: Date
  readonly expires_at: Date | null
}

export interface KeyFacts {
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt: string | null
}

const toKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
})

const noSuchKey = (id: string) => new InklingError('not_found', `There is no key ${id}`)
const noSuchTenant = (id: string) => new InklingError('not_found', `There is no tenant ${id}`)

/** @throws InklingError not_found when the tenant does not exist. */
export async function insertKey(sql: Sql, tenantId: string, fresh: FreshKey, facts: KeyFacts): Promise<NewApiKey> {
  const [row] = await sql<KeyRow[]>`
    insert into control.api_keys (tenant_id, id, name, secret_hash, scopes, expires_at)
    select id, ${fresh.id}, ${facts.name}, ${fresh.secretHash}, ${facts.scopes as string[]}, ${facts.expiresAt}
    from control.tenants where id = ${tenantId} and status in ('active', 'suspended')
    returning id, name, scopes, created_at, expires_at`
  if (!row) throw noSuchTenant(tenantId)
  return { ...toKey(row), key: fresh.key }
}

export const createKey = (database: Database, tenantId: string, facts: KeyFacts): Promise<NewApiKey> =>
  database.tenant(tenantId, { name: 'create key' }, (sql) => insertKey(sql, tenantId, createApiKey(), facts))

/** @throws InklingError not_found when the tenant does not exist. */
export function listKeys(database: Database, tenantId: string): Promise<ApiKey[]> {
  return database.tenant(tenantId, { name: 'list keys' }, async (sql) => {
    const [tenant] = await sql`select id from control.tenants where id = ${tenantId}`
    if (!tenant) throw noSuchTenant(tenantId)
    const rows = await sql<KeyRow[]>`
      select id, name, scopes, created_at, expires_at from control.api_keys where tenant_id = ${tenantId} order by created_at, id`
    return rows.map(toKey)
  })
}

/** A new key of the same scopes and lifetime in the place of an old one, which ends after the overlap. @throws InklingError not_found */
export function rotateKey(
  database: Database,
  tenantId: string,
  keyId: string,
  overlapSeconds: number,
): Promise<NewApiKey> {
  return database.tenant(tenantId, { name: 'rotate key' }, async (sql) => {
    const [old] = await sql<(KeyRow & { successor_expires_at: string | null })[]>`
      with old as (
        select *, now() + (expires_at - created_at) as successor_expires_at from control.api_keys
        where tenant_id = ${tenantId} and id = ${keyId}
      )
      update control.api_keys k
      set expires_at = least(k.expires_at, now() + make_interval(secs => ${overlapSeconds}))
      from old where k.tenant_id = ${tenantId} and k.id = old.id
      returning k.id, k.name, k.scopes, k.created_at, old.successor_expires_at::text`
    if (!old) throw noSuchKey(keyId)
    return insertKey(sql, tenantId, createApiKey(), {
      name: old.name,
      scopes: old.scopes,
      expiresAt: old.successor_expires_at,
    })
  })
}

/** @throws InklingError not_found */
export function deleteKey(database: Database, tenantId: string, keyId: string): Promise<void> {
  return database.tenant(tenantId, { name: 'revoke key' }, async (sql) => {
    const { count } = await sql`delete from control.api_keys where tenant_id = ${tenantId} and id = ${keyId}`
    if (count === 0) throw noSuchKey(keyId)
  })
}
