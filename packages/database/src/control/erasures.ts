import { InklingError } from '@inkling/errors'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

/** A user whose data is to be erased. */
export interface OpenErasure {
  /** Hexadecimal: names the user without saying who it is. */
  readonly userCode: string
  /** Null if only the code is known, such as after a restore. */
  readonly userId: string | null
  /** RFC 3339, UTC, to the microsecond: what was stored until then is erased. */
  readonly until: string
}

/** An erasure as a copy of the list outside of the database has it. */
export interface ListedErasure {
  readonly tenantId: string
  readonly userCode: string
  readonly until: string
}

export interface Erasure extends OpenErasure {
  readonly erasedAt: string | null
  /** How many rows or copies are gone, by store. */
  readonly removed: Readonly<Record<string, number>>
}

const columns = (sql: Sql) => sql`
  encode(user_code, 'hex') as "userCode", user_id as "userId",
  to_char(requested_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as until`

/** Asks for the erasure of all that is stored of a user by now, also of what came since an earlier erasure. */
export const requestErasure = (
  { tenantId, transaction }: TenantDatabase,
  userCode: string,
  userId: string,
): Promise<OpenErasure> =>
  transaction('request erasure', async (sql) => {
    const [erasure] = await sql<OpenErasure[]>`
      insert into control.erasures (tenant_id, user_code, user_id)
      values (${tenantId}, decode(${userCode}, 'hex'), ${userId})
      on conflict (tenant_id, user_code) do update set
        user_id = excluded.user_id, requested_at = excluded.requested_at, erased_at = null,
        removed = '{}'
      returning ${columns(sql)}`
    if (!erasure) throw new Error('the erasure was not stored')
    return erasure
  })

/** @throws InklingError not_found */
export const readErasure = ({ tenantId, transaction }: TenantDatabase, userCode: string): Promise<Erasure> =>
  transaction('read erasure', async (sql) => {
    const [erasure] = await sql<(Omit<Erasure, 'erasedAt'> & { readonly erasedAt: Date | null })[]>`
      select ${columns(sql)}, erased_at as "erasedAt", removed from control.erasures
      where tenant_id = ${tenantId} and user_code = decode(${userCode}, 'hex')`
    if (!erasure) throw new InklingError('not_found', 'Nobody asked for the erasure of this user')
    return { ...erasure, erasedAt: erasure.erasedAt?.toISOString() ?? null }
  })

/** Adds to what is gone, in the transaction that removes it. */
export async function addRemoved(
  sql: Sql,
  tenantId: string,
  userCode: string,
  removed: Readonly<Record<string, number>>,
): Promise<void> {
  await sql`
    update control.erasures set removed = removed || (
      select coalesce(jsonb_object_agg(key, value::bigint + coalesce((removed ->> key)::bigint, 0)), '{}')
      from jsonb_each_text(${sql.json(removed)}) where value::bigint > 0 or not removed ? key)
    where tenant_id = ${tenantId} and user_code = decode(${userCode}, 'hex')`
}

/** The erasures of a tenant that have not ended, or the one of a user if it has not. */
export const readOpenErasures = (
  { tenantId, transaction }: TenantDatabase,
  userCode?: string,
): Promise<OpenErasure[]> =>
  transaction(
    'read erasures',
    (sql) => sql<OpenErasure[]>`
      select ${columns(sql)} from control.erasures
      where tenant_id = ${tenantId} and erased_at is null
        ${userCode === undefined ? sql`` : sql`and user_code = decode(${userCode}, 'hex')`}
      order by user_code`,
  )

/** Ends an erasure, unless it was asked for again since; the plain id of the user is forgotten. */
export const endErasure = (
  { tenantId, transaction }: TenantDatabase,
  { userCode, until }: OpenErasure,
): Promise<void> =>
  transaction('end erasure', async (sql) => {
    await sql`
      update control.erasures set erased_at = now(), user_id = null
      where tenant_id = ${tenantId} and user_code = decode(${userCode}, 'hex')
        and requested_at = ${until}::text::timestamptz`
  })

/** Opens all erasures of a tenant again, whose data was brought back. @returns how many there are */
export const reopenErasures = async (sql: Sql, tenantId: string): Promise<number> => {
  const { count } = await sql`update control.erasures set erased_at = null where tenant_id = ${tenantId}`
  return count
}

/** Adds erasures of a copy of the list that the database does not know. @returns how many it did not know */
export const addErasures = (
  { tenantId, transaction }: TenantDatabase,
  listed: readonly ListedErasure[],
): Promise<number> =>
  transaction('add erasures', async (sql) => {
    const rows = listed.map((erasure) => ({ ...erasure }))
    const { count } = await sql`
      insert into control.erasures as e (tenant_id, user_code, requested_at)
      select ${tenantId}, decode("userCode", 'hex'), max(until) from jsonb_to_recordset(${sql.json(rows)})
        as l ("userCode" text, until timestamptz)
      where exists (select from control.tenants where id = ${tenantId} and status <> 'erased')
      group by "userCode"
      on conflict (tenant_id, user_code) do update set requested_at = excluded.requested_at, erased_at = null
      where e.requested_at < excluded.requested_at`
    return count
  })
