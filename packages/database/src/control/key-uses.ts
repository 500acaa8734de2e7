import { keyWarningDays } from '@inkling/contracts/names'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'

/**
 * A condition: whether a key is in force, ends within the days of warning, and has no successor. A key that was made
 * for fewer days is meant to end.
 */
export const endsSoon = (sql: Sql) => sql`
  coalesce(rotated_at is null and expires_at > now()
    and expires_at < now() + make_interval(days => ${keyWarningDays})
    and expires_at > created_at + make_interval(days => ${keyWarningDays}), false)`

/** Stores when keys were last used, in Unix milliseconds by their ids. Keys that are gone are left out. */
export const putKeyUses = (
  database: Pick<Database, 'platform'>,
  uses: ReadonlyMap<string, number>,
  deadline: Deadline,
): Promise<void> =>
  database.platform({ name: 'store key uses', deadline }, async (sql) => {
    await sql`
      update control.api_keys k set last_used_at = to_timestamp(u.at_ms / 1000.0)
      from unnest(${[...uses.keys()]}::text[], ${[...uses.values()]}::float8[]) as u (id, at_ms)
      where k.id = u.id and (k.last_used_at is null or k.last_used_at < to_timestamp(u.at_ms / 1000.0))`
  })

/** How many keys of all tenants end soon. */
export const countEndingKeys = (database: Pick<Database, 'platform'>, deadline: Deadline): Promise<number> =>
  database.platform({ name: 'count ending keys', deadline }, async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int from control.api_keys where ${endsSoon(sql)}`
    return row?.count ?? 0
  })
