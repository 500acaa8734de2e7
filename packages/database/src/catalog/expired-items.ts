import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

export interface ExpiredItem {
  readonly id: string
  readonly title: string
  readonly expiresAt: Date
}

export interface ExpiredItems {
  readonly count: number
  /** Those that expired first, at most as many as asked for. */
  readonly samples: readonly ExpiredItem[]
}

/** A transaction that writes holds up the tails of others, so it is kept short. */
const batchRows = 200

/** The items that expired at least so many days ago. */
export const readExpired = (
  { tenantId, transaction }: TenantDatabase,
  days: number,
  mostSamples: number,
): Promise<ExpiredItems> =>
  transaction('read expired items', async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from catalog.items where tenant_id = ${tenantId} and ${isExpired(sql, days)}`
    const samples = await sql<ExpiredItem[]>`
      select id, title, expires_at as "expiresAt" from catalog.items
      where tenant_id = ${tenantId} and ${isExpired(sql, days)} order by expires_at, id limit ${mostSamples}`
    return { count: row?.count ?? 0, samples }
  })

/**
 * Deletes at most 200 items that expired at least so many days ago. Tombstones stay, as of every deleted item.
 * @returns how many it deleted; 0 once there are no others
 */
export const deleteExpired = ({ tenantId, transaction }: TenantDatabase, days: number): Promise<number> =>
  transaction('delete expired items', async (sql) => {
    const { count } = await sql`
      update catalog.items i
      set deleted_at = now(), updated_at = now(), xid = pg_current_xact_id(), seq = nextval('catalog.item_seq'),
        title = '', text = null, kind = null, attributes = '{}', tags = '{}', url = null, size_bytes = null,
        expires_at = null
      from (
        select id from catalog.items where tenant_id = ${tenantId} and ${isExpired(sql, days)}
        order by id limit ${batchRows} for update
      ) expired
      where i.tenant_id = ${tenantId} and i.id = expired.id`
    return count
  })

const isExpired = (sql: Sql, days: number) => sql`
  deleted_at is null and expires_at <= now() - make_interval(secs => ${days * 86_400})`
