import type { Sql } from 'postgres'

const tenant = 'backup'
const batchRows = 100_000

/** Adds events of a tenant, each with an id of its own, as many as an import would. */
export async function addEvents(sql: Sql, rows: number): Promise<void> {
  await sql`
    with made as (
      insert into behaviour.event_ids (tenant_id, id)
      select ${tenant}, gen_random_uuid()::text from generate_series(1, ${rows}::int) returning id
    )
    insert into behaviour.events (tenant_id, id, type, user_id, session_id, item_id, occurred_at, value)
    select ${tenant}, id, 'view', 'user-' || (random() * 1e5)::int, 'session-' || (random() * 1e6)::int,
      'item-' || (random() ^ 2 * 1e4)::int, now() - random() * interval '20 days', 1 from made`
}

/** Adds events until the database has so many bytes. @returns how many events that took */
export async function fillTo(sql: Sql, bytes: number): Promise<number> {
  for (let rows = 0; ; rows += batchRows) {
    const [database] = await sql<{ bytes: number }[]>`
      select pg_database_size(current_database())::float8 as bytes`
    if (!database || database.bytes >= bytes) return rows
    await addEvents(sql, batchRows)
  }
}
