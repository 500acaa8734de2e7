import type { ApiKey, KeyPatch, NewApiKey, Plan } from '@inkling/contracts'
import { createApiKey, type FreshKey, type StoredKey } from '@inkling/contracts/api-key'
import { pageScopes, type Scope } from '@inkling/contracts/names'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { keepAdministrable } from './keep-administrable.ts'
import { endsSoon } from './key-uses.ts'

/** A tenant may have so many keys. */
const mostKeys = 1_000

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly scopes: string[]
  readonly allowed_origins: string[]
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly expires_soon: boolean
  readonly last_used_at: Date | null
}

interface StoredKeyRow {
  readonly id: string
  readonly tenant_id: string
  readonly secret_hash: Buffer
  readonly scopes: Scope[]
  readonly allowed_origins: string[]
  readonly expires_at: Date | null
  readonly plan: Plan
  readonly status: string
  readonly salt: Buffer | null
}

export interface KeyFacts {
  readonly name: string
  readonly scopes: readonly string[]
  /** The default is none. */
  readonly allowedOrigins?: readonly string[]
  readonly expiresAt: string | null
}

const toKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  allowedOrigins: row.allowed_origins,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  expiresSoon: row.expires_soon,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
})

const columns = (sql: Sql) => sql`
  id, name, scopes, allowed_origins, created_at, expires_at, last_used_at, ${endsSoon(sql)} as expires_soon`

const storedColumns = (sql: Sql) => sql`
  k.id, k.tenant_id, k.secret_hash, k.scopes, k.allowed_origins, k.expires_at, t.plan, t.status, p.salt`

const storedKeys = (sql: Sql) => sql`
  control.api_keys k join control.tenants t on t.id = k.tenant_id
  left join control.pseudonym_keys p on p.tenant_id = k.tenant_id`

const toStoredKey = (row: StoredKeyRow): StoredKey => ({
  id: row.id,
  tenantId: row.tenant_id,
  secretHash: row.secret_hash,
  scopes: row.scopes,
  allowedOrigins: row.allowed_origins,
  expiresAtMs: row.expires_at?.getTime() ?? null,
  plan: row.plan,
  isActive: row.status === 'active',
  ...(row.salt && { pseudonymSalt: row.salt }),
})

const noSuchKey = (id: string) => new InklingError('not_found', `There is no key ${id}`)
const noSuchTenant = (id: string) => new InklingError('not_found', `There is no tenant ${id}`)

/** The facts that the gateway needs to accept a key, or null if there is no such key. The key says whose it is. */
export function readStoredKey(
  database: Pick<Database, 'platform'>,
  id: string,
  deadline?: Deadline,
): Promise<StoredKey | null> {
  return database.platform({ name: 'read key', inAnyCluster: true, ...(deadline && { deadline }) }, async (sql) => {
    const [row] = await sql<StoredKeyRow[]>`
      select ${storedColumns(sql)} from ${storedKeys(sql)} where k.id = ${id}`
    return row ? toStoredKey(row) : null
  })
}

/** As {@link readStoredKey}, many keys at once by their ids. */
export function readStoredKeys(
  database: Pick<Database, 'platform'>,
  ids: readonly string[],
  deadline: Deadline,
): Promise<ReadonlyMap<string, StoredKey>> {
  return database.platform({ name: 'read keys', deadline, inAnyCluster: true }, async (sql) => {
    const rows = await sql<StoredKeyRow[]>`
      select ${storedColumns(sql)} from ${storedKeys(sql)} where k.id = any(${ids as string[]})`
    return new Map(rows.map((row) => [row.id, toStoredKey(row)]))
  })
}

/**
 * Stores a new key. If it is stored already, an earlier execution of the same request did that, and it is returned.
 * @throws InklingError not_found when the tenant does not exist; validation_failed as {@link updateKey}
 */
export async function insertKey(sql: Sql, tenantId: string, facts: KeyFacts, fresh: FreshKey): Promise<NewApiKey> {
  const { name, scopes, allowedOrigins = [], expiresAt } = facts
  requirePageScopes(scopes, allowedOrigins)
  const [row] = await sql<KeyRow[]>`
    insert into control.api_keys (tenant_id, id, name, secret_hash, scopes, allowed_origins, expires_at)
    select id, ${fresh.id}, ${name}, ${fresh.secretHash}, ${scopes as string[]},
      ${allowedOrigins as string[]}, ${expiresAt}
    from control.tenants where id = ${tenantId} and status in ('active', 'suspended')
    on conflict do nothing
    returning ${columns(sql)}`
  const stored = row ? { ...toKey(row), key: fresh.key } : await findKeyAgain(sql, tenantId, fresh)
  if (!stored) throw noSuchTenant(tenantId)
  return stored
}

/** The key, if an earlier execution of the same request stored it. */
export async function findKeyAgain(sql: Sql, tenantId: string, fresh: FreshKey): Promise<NewApiKey | undefined> {
  const [row] = await sql<KeyRow[]>`
    select ${columns(sql)} from control.api_keys
    where tenant_id = ${tenantId} and id = ${fresh.id} and secret_hash = ${fresh.secretHash}`
  return row && { ...toKey(row), key: fresh.key }
}

/** @throws InklingError not_found when the tenant does not exist; conflict if it has {@link mostKeys} */
export const createKey = (
  database: TenantDatabase,
  facts: KeyFacts,
  fresh: FreshKey = createApiKey(),
): Promise<NewApiKey> =>
  database.transaction('create key', async (sql) => {
    const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
      select count(*)::int from control.api_keys where tenant_id = ${database.tenantId}`
    if (count < mostKeys) return insertKey(sql, database.tenantId, facts, fresh)
    throw new InklingError('conflict', `The tenant has ${mostKeys} keys; revoke those that are not used`)
  })

/** @throws InklingError not_found when the tenant does not exist. */
export function listKeys({ tenantId, transaction }: TenantDatabase): Promise<ApiKey[]> {
  return transaction('list keys', async (sql) => {
    const [tenant] = await sql`select id from control.tenants where id = ${tenantId}`
    if (!tenant) throw noSuchTenant(tenantId)
    const rows = await sql<KeyRow[]>`
      select ${columns(sql)} from control.api_keys
      where tenant_id = ${tenantId} order by created_at, id`
    return rows.map(toKey)
  })
}

/**
 * Changes the name, the allowed origins or both.
 * @param within the scopes of whoever asks, who changes no key that has others; default: every scope
 * @throws InklingError not_found; forbidden_scope; validation_failed if the key has scopes that pages may not have
 */
export function updateKey(
  { tenantId, transaction }: TenantDatabase,
  keyId: string,
  patch: KeyPatch,
  within?: readonly string[],
): Promise<ApiKey> {
  const { name = null, allowedOrigins = null } = patch
  return transaction('update key', async (sql) => {
    const [row] = await sql<KeyRow[]>`
      update control.api_keys set name = coalesce(${name}, name),
        allowed_origins = coalesce(${allowedOrigins}::text[], allowed_origins)
      where tenant_id = ${tenantId} and id = ${keyId}
      returning ${columns(sql)}`
    if (!row) throw noSuchKey(keyId)
    requireWithin(row.scopes, within)
    requirePageScopes(row.scopes, row.allowed_origins)
    return toKey(row)
  })
}

/** Everyone can read a key that pages have. */
function requirePageScopes(scopes: readonly string[], allowedOrigins: readonly string[]): void {
  const secret = allowedOrigins.length === 0 ? [] : scopes.filter((scope) => !isPageScope(scope))
  if (secret.length === 0) return
  const detail =
    `Everyone can read the key of a page, so it must not have ${secret.join(', ')}. ` +
    `Create a key of its own for pages, with scopes among ${pageScopes.join(', ')}`
  const errors = [{ pointer: '/allowedOrigins', code: 'scopes', detail }]
  throw new InklingError('validation_failed', `Not valid: /allowedOrigins. ${detail}`, { errors })
}

/** @throws InklingError forbidden_scope if there are scopes that whoever asks lacks */
function requireWithin(scopes: readonly string[], within: readonly string[] | undefined): void {
  const more = within ? scopes.filter((scope) => !within.includes(scope)) : []
  if (more.length === 0) return
  const detail = `Your key lacks ${more.join(', ')}; no key may give another one more scopes than it has`
  throw new InklingError('forbidden_scope', detail, { errors: [{ pointer: '/scopes', code: 'scopes', detail }] })
}

const isPageScope = (scope: string) => (pageScopes as readonly string[]).includes(scope)

/**
 * Creates a key with the name, scopes, allowed origins and lifetime of an old one. The old key ends after the
 * overlap, and never later than it would have ended.
 * @param within as for {@link updateKey}
 * @throws InklingError not_found; forbidden_scope; conflict if the key was rotated before, also by a call at the same
 * moment
 */
export function rotateKey(
  { tenantId, transaction }: TenantDatabase,
  keyId: string,
  overlapSeconds: number,
  fresh: FreshKey = createApiKey(),
  within?: readonly string[],
): Promise<NewApiKey> {
  return transaction('rotate key', async (sql) => {
    const [old] = await sql<(KeyRow & { rotated_at: Date | null; successor_expires_at: string | null })[]>`
      select *, case when expires_at is not null then
          least('9999-12-31T23:59:59Z', greatest('0001-01-01T00:00:00Z', now() + (expires_at - created_at)))
        end::text as successor_expires_at
      from control.api_keys where tenant_id = ${tenantId} and id = ${keyId} for update`
    if (!old) throw noSuchKey(keyId)
    requireWithin(old.scopes, within)
    const successor = old.rotated_at && (await findKeyAgain(sql, tenantId, fresh))
    if (successor) return successor
    if (old.rotated_at)
      throw new InklingError('conflict', `The key ${keyId} has a successor already; rotate that one, or create a key`)
    await sql`
      update control.api_keys
      set expires_at = least(expires_at, now() + make_interval(secs => ${overlapSeconds})), rotated_at = now()
      where tenant_id = ${tenantId} and id = ${keyId}`
    const { name, scopes, allowed_origins: allowedOrigins, successor_expires_at: expiresAt } = old
    return insertKey(sql, tenantId, { name, scopes, allowedOrigins, expiresAt }, fresh)
  })
}

/** @throws InklingError not_found; conflict if it is the last admin key */
export function deleteKey({ tenantId, transaction }: TenantDatabase, keyId: string): Promise<void> {
  return transaction('revoke key', (sql) =>
    keepAdministrable(sql, async () => {
      const { count } = await sql`delete from control.api_keys where tenant_id = ${tenantId} and id = ${keyId}`
      if (count === 0) throw noSuchKey(keyId)
    }),
  )
}
