import type { Database } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'

/** A cached value. Its durations count from when it was loaded, by the clock of Postgres. */
export interface CachedRow {
  readonly bytes: Buffer
  readonly tags: readonly string[]
  readonly generation: string
  readonly position: bigint
  readonly ageMs: number
  readonly freshMs: number
  readonly keptMs: number
  readonly loadMs: number
}

/** A value that is no longer kept is not found. */
export const readCached = (
  { tenantId, transaction }: TenantDatabase,
  cache: string,
  id: string,
): Promise<CachedRow | undefined> =>
  transaction('read cache', async (sql) => {
    const [row] = await sql<CachedRow[]>`
      select value as bytes, tags, generation, position, fresh_ms as "freshMs", kept_ms as "keptMs",
        load_ms as "loadMs", greatest(0, extract(epoch from now() - loaded_at) * 1000)::float8 as "ageMs"
      from operations.cache
      where tenant_id = ${tenantId} and cache = ${cache} and id = ${id} and expires_at > now()`
    return row
  })

export const storeCached = (
  { tenantId, transaction }: TenantDatabase,
  cache: string,
  id: string,
  row: CachedRow,
): Promise<void> =>
  transaction('store cache', async (sql) => {
    await sql`
      insert into operations.cache
        (tenant_id, cache, id, value, tags, generation, position, fresh_ms, kept_ms, load_ms, loaded_at, expires_at)
      values (${tenantId}, ${cache}, ${id}, ${row.bytes}, ${row.tags as string[]}, ${row.generation}, ${row.position},
        ${row.freshMs}, ${row.keptMs}, ${row.loadMs}, now() - make_interval(secs => ${row.ageMs / 1000}),
        now() + make_interval(secs => ${(row.keptMs - row.ageMs) / 1000}))
      on conflict (tenant_id, cache, id) do update set value = excluded.value, tags = excluded.tags,
        generation = excluded.generation, position = excluded.position, fresh_ms = excluded.fresh_ms,
        kept_ms = excluded.kept_ms, load_ms = excluded.load_ms, loaded_at = excluded.loaded_at,
        expires_at = excluded.expires_at`
  })

export const removeCached = ({ tenantId, transaction }: TenantDatabase, cache: string, id: string): Promise<void> =>
  transaction(
    'remove cache',
    async (sql) =>
      void (await sql`delete from operations.cache where tenant_id = ${tenantId} and cache = ${cache} and id = ${id}`),
  )

/** Deletes what is no longer kept, of all tenants. Of several sweeps at once, one works. */
export const sweepCached = (database: Pick<Database, 'platform'>): Promise<void> =>
  database.platform({ name: 'sweep cache' }, async (sql) => void (await sql`select operations.sweep_cache()`))
