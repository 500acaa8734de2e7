import { createHash } from 'node:crypto'
import { applicationScopes } from '@inkling/contracts'
import postgres from 'postgres'
import type { Secrets } from '../secrets/read-secrets.ts'

export const demoTenant = 'demo'

interface FirstTenant {
  id: string
  name: string
  key: string
  scopes: readonly string[]
}

/** Creates two tenants if they are missing: the operator, whose key administers tenants, and the demo tenant. */
export async function bootstrap(
  ownerUrl: string,
  { operatorKey, demoKey }: Pick<Secrets, 'operatorKey' | 'demoKey'>,
): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    // With maintenance:read the operator can follow the operations that its own calls start.
    const operatorScopes = ['admin', 'maintenance:read', 'ops:read', 'ops:write']
    await createTenant(sql, { id: 'operator', name: 'Operator', key: operatorKey, scopes: operatorScopes })
    await createTenant(sql, { id: demoTenant, name: 'Demo', key: demoKey, scopes: applicationScopes })
  } finally {
    await sql.end()
  }
}

async function createTenant(sql: postgres.Sql, { id, name, key, scopes }: FirstTenant) {
  const [, keyId = '', secret = ''] = key.split('_')
  const secretHash = createHash('sha256').update(secret).digest()
  await sql.begin(async (transaction) => {
    // Row-level security also binds an owner who is no superuser.
    await transaction`select set_config('inkling.tenant_id', ${id}, true)`
    await transaction`
      insert into control.tenants (id, name, plan) values (${id}, ${name}, 'scale') on conflict do nothing`
    await transaction`
      insert into control.api_keys (tenant_id, id, name, secret_hash, scopes)
      values (${id}, ${keyId}, 'local start', ${secretHash}, ${[...scopes]}) on conflict do nothing`
  })
}
