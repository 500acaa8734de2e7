import type { Plan, TokenIssuer, TokenIssuerBody } from '@inkling/contracts'
import type { Scope } from '@inkling/contracts/names'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

/** Whose tokens are taken for a tenant. */
export interface TenantIssuers {
  readonly tenantId: string
  readonly plan: Plan
  readonly isActive: boolean
  readonly issuers: readonly TokenIssuer[]
  /** Half of the key of its pseudonyms; absent if the ids of its users are stored as they are. */
  readonly pseudonymSalt?: Buffer
}

interface Row {
  readonly id: string
  readonly issuer: string
  readonly audience: string
  readonly jwks_url: string
  readonly scopes: Scope[]
  readonly user_claim: string | null
  readonly allowed_origins: string[]
  readonly created_at: Date
}

const mostIssuers = 10

const columns = (sql: Sql) => sql`id, issuer, audience, jwks_url, scopes, user_claim, allowed_origins, created_at`

const toIssuer = (row: Row): TokenIssuer => ({
  id: row.id,
  issuer: row.issuer,
  audience: row.audience,
  jwksUrl: row.jwks_url,
  scopes: row.scopes,
  ...(row.user_claim !== null && { userClaim: row.user_claim }),
  allowedOrigins: row.allowed_origins,
  createdAt: row.created_at.toISOString(),
})

/** What the gateway needs to take a token of a tenant, or null if there is no such tenant. */
export function readTenantIssuers(
  database: Pick<Database, 'platform'>,
  tenantId: string,
  deadline: Deadline,
): Promise<TenantIssuers | null> {
  return database.platform({ name: 'read token issuers', deadline, inAnyCluster: true }, async (sql) => {
    const [tenant] = await sql<{ plan: Plan; status: string; salt: Buffer | null }[]>`
      select t.plan, t.status, p.salt
      from control.tenants t left join control.pseudonym_keys p on p.tenant_id = t.id where t.id = ${tenantId}`
    if (!tenant) return null
    const rows = await sql<Row[]>`
      select ${columns(sql)} from control.token_issuers where tenant_id = ${tenantId} order by id`
    const { plan, status, salt } = tenant
    return {
      ...{ tenantId, plan, isActive: status === 'active', issuers: rows.map(toIssuer) },
      ...(salt && { pseudonymSalt: salt }),
    }
  })
}

export const listTokenIssuers = ({ tenantId, transaction }: TenantDatabase): Promise<TokenIssuer[]> =>
  transaction('list token issuers', async (sql) => {
    const rows = await sql<Row[]>`
      select ${columns(sql)} from control.token_issuers where tenant_id = ${tenantId} order by id`
    return rows.map(toIssuer)
  })

/** Stores an issuer, in place of one of the same id. @throws InklingError conflict if the tenant has ten others */
export const putTokenIssuer = (
  { tenantId, transaction }: TenantDatabase,
  id: string,
  { issuer, audience, jwksUrl, scopes, userClaim, allowedOrigins = [] }: TokenIssuerBody,
): Promise<TokenIssuer> =>
  transaction('put token issuer', async (sql) => {
    const [row] = await sql<Row[]>`
      insert into control.token_issuers as stored
        (tenant_id, id, issuer, audience, jwks_url, scopes, user_claim, allowed_origins)
      values (${tenantId}, ${id}, ${issuer}, ${audience}, ${jwksUrl}, ${scopes as string[]}, ${userClaim ?? null},
        ${allowedOrigins as string[]})
      on conflict (tenant_id, id) do update set issuer = excluded.issuer, audience = excluded.audience,
        jwks_url = excluded.jwks_url, scopes = excluded.scopes, user_claim = excluded.user_claim,
        allowed_origins = excluded.allowed_origins
      returning ${columns(sql)}`
    const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
      select count(*)::int from control.token_issuers where tenant_id = ${tenantId}`
    if (!row || count > mostIssuers)
      throw new InklingError('conflict', `The tenant has ${mostIssuers} issuers; delete one that is not used`)
    return toIssuer(row)
  })

/** @throws InklingError not_found */
export const deleteTokenIssuer = ({ tenantId, transaction }: TenantDatabase, id: string): Promise<void> =>
  transaction('delete token issuer', async (sql) => {
    const { count } = await sql`delete from control.token_issuers where tenant_id = ${tenantId} and id = ${id}`
    if (count === 0) throw new InklingError('not_found', `There is no issuer ${id}`)
  })
