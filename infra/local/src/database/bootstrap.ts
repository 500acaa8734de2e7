import { applicationScopes, pageScopes } from '@inkling/contracts'
import { freshKeyOf } from '@inkling/contracts/api-key'
import postgres from 'postgres'
import type { Secrets } from '../secrets/read-secrets.ts'

export const demoTenant = 'demo'
const operatorTenant = 'operator'
/** Pages in development on this machine. Pages of the gateway itself need not be listed. */
const developmentOrigins = ['http://localhost:3000', 'http://127.0.0.1:3000']

interface FirstTenant {
  id: string
  name: string
  key: string
  scopes: readonly string[]
  allowedOrigins?: readonly string[]
}

/**
 * Creates two tenants if they are missing: the operator, whose key administers tenants, and the demo tenant. If no
 * admin key is in force any more, the operator's first key is put into force again. Returns the origins whose pages may
 * use the demo.
 */
export async function bootstrap(
  ownerUrl: string,
  { operatorKey, demoKey, demoPageKey }: Pick<Secrets, 'operatorKey' | 'demoKey' | 'demoPageKey'>,
): Promise<readonly string[]> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    await createOperator(sql, operatorKey)
    await createTenant(sql, { id: demoTenant, name: 'Demo', key: demoKey, scopes: applicationScopes })
    const page = { key: demoPageKey, scopes: pageScopes, allowedOrigins: developmentOrigins }
    await createTenant(sql, { id: demoTenant, name: 'Demo', ...page })
    return await originsOf(sql, demoPageKey)
  } finally {
    await sql.end()
  }
}

/**
 * Creates the operator alone, unless an admin key is in force: a key that was revoked does not come back with the next
 * deployment.
 */
export async function bootstrapOperator(ownerUrl: string, operatorKey: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    if (!(await sql.begin(hasAdminKey))) await createOperator(sql, operatorKey)
  } finally {
    await sql.end()
  }
}

async function createOperator(sql: postgres.Sql, key: string) {
  // With maintenance:read the operator can follow the operations that its own calls start.
  const scopes = ['admin', 'maintenance:read', 'ops:read', 'ops:write']
  await createTenant(sql, { id: operatorTenant, name: 'Operator', key, scopes })
  await repairOperator(sql, key)
}

/** Whether an admin key is in force. It makes the transaction one of the operator. */
async function hasAdminKey(transaction: postgres.TransactionSql): Promise<boolean> {
  await transaction`select set_config('inkling.tenant_id', ${operatorTenant}, true)`
  const inForce = await transaction`
    select from control.api_keys k join control.tenants t on t.id = k.tenant_id
    where 'admin' = any (k.scopes) and t.status = 'active' and (k.expires_at is null or k.expires_at > now())
    limit 1`
  return inForce.length > 0
}

async function createTenant(sql: postgres.Sql, { id, name, key, scopes, allowedOrigins = [] }: FirstTenant) {
  const { id: keyId, secretHash } = freshKeyOf(key)
  await sql.begin(async (transaction) => {
    // Row-level security also binds an owner who is no superuser.
    await transaction`select set_config('inkling.tenant_id', ${id}, true)`
    await transaction`
      insert into control.tenants (id, name, plan) values (${id}, ${name}, 'scale') on conflict do nothing`
    await transaction`
      insert into control.api_keys (tenant_id, id, name, secret_hash, scopes, allowed_origins)
      values (${id}, ${keyId}, 'local start', ${secretHash}, ${[...scopes]}, ${[...allowedOrigins]})
      on conflict do nothing`
  })
}

function originsOf(sql: postgres.Sql, key: string): Promise<readonly string[]> {
  return sql.begin(async (transaction) => {
    await transaction`select set_config('inkling.tenant_id', ${demoTenant}, true)`
    const [row] = await transaction<{ allowed_origins: string[] }[]>`
      select allowed_origins from control.api_keys where tenant_id = ${demoTenant} and id = ${freshKeyOf(key).id}`
    return row?.allowed_origins ?? []
  })
}

/** Nobody can administer an installation without an admin key, so nobody could create one over the API. */
async function repairOperator(sql: postgres.Sql, operatorKey: string) {
  const { id: keyId } = freshKeyOf(operatorKey)
  await sql.begin(async (transaction) => {
    if (await hasAdminKey(transaction)) return
    await transaction`
      update control.tenants set status = 'active', name = 'Operator', updated_at = now() where id = ${operatorTenant}`
    await transaction`
      update control.api_keys set expires_at = null, rotated_at = null
      where tenant_id = ${operatorTenant} and id = ${keyId}`
  })
}
