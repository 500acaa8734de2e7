import { InklingError } from '@inkling/errors'
import type { Sql } from '../client/tenant-database.ts'

/**
 * Makes a change that may take an admin key away, such as revoking it or closing its tenant. Of several such changes at
 * the same moment, one waits for the other.
 *
 * @param change Runs in the transaction of `sql`, which ends with an error if the change is refused.
 * @throws InklingError conflict if no admin key would be left in force for as long as there is one now: then nobody
 * could administer the installation any more
 */
export async function keepAdministrable<T>(sql: Sql, change: () => Promise<T>): Promise<T> {
  await sql`select pg_advisory_xact_lock(hashtextextended('control admin keys', 0))`
  const before = await lastAdminSecond(sql)
  const result = await change()
  if ((await lastAdminSecond(sql)) < before) throw lastAdminKey()
  return result
}

/** Unix time, in seconds, at which the last admin key ends: Infinity if one never does, -Infinity if there is none. */
async function lastAdminSecond(sql: Sql): Promise<number> {
  const [row] = await sql<{ seconds: number | null }[]>`
    select extract(epoch from max(coalesce(k.expires_at, 'infinity')))::float8 as seconds
    from control.api_keys k join control.tenants t on t.id = k.tenant_id
    where 'admin' = any (k.scopes) and t.status = 'active' and (k.expires_at is null or k.expires_at > now())`
  return row?.seconds ?? Number.NEGATIVE_INFINITY
}

const lastAdminKey = () =>
  new InklingError(
    'conflict',
    'This takes the last admin key away; first create another key with the scope admin that is valid as long',
  )
