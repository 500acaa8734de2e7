import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'

const runsOfEach = 10
const lookEveryMs = 200

/** Records runs of a tenant, as requests would, and waits until a worker has begun one of them. */
export async function fill(sql: postgres.Sql, tenantId: string, runs: number): Promise<void> {
  await sql`
    insert into operations.runs (tenant_id, id, kind)
    select ${tenantId}, 'op_fill' || n, 'reindex' from generate_series(1, ${runs}::int) n`
  for (;;) {
    const [row] =
      await sql`select from operations.runs where tenant_id = ${tenantId} and started_at is not null limit 1`
    if (row) return
    await delay(lookEveryMs)
  }
}

/** Records ten runs of each tenant, and returns the mean wait of each tenant in seconds, once all have ended. */
export async function waitsOf(sql: postgres.Sql, tenantIds: string[]): Promise<Map<string, number>> {
  const series = `${Date.now()}`
  await sql`
    insert into operations.runs (tenant_id, id, kind)
    select tenant_id, 'op_' || ${series}::text || '_' || tenant_id || n, 'reindex'
    from unnest(${tenantIds}::text[]) tenant_id, generate_series(1, ${runsOfEach}::int) n`
  for (;;) {
    const rows = await sql<{ id: string; wait: number; isDone: boolean }[]>`
      select tenant_id as id, extract(epoch from avg(started_at - created_at))::float8 as wait,
        bool_and(finished_at is not null) as "isDone"
      from operations.runs where id like 'op\\_' || ${series}::text || '\\_%' group by tenant_id order by tenant_id`
    if (rows.every(({ isDone }) => isDone)) return new Map(rows.map(({ id, wait }) => [id, wait]))
    await delay(lookEveryMs)
  }
}

/** Records runs that have ended, changes each once more, and gathers the statistics of the table. */
export async function fillEnded(sql: postgres.Sql, runs: number): Promise<void> {
  await sql`
    insert into operations.runs (tenant_id, id, kind, state, ready_at, handed_at, finished_at)
    select 'ended', 'op_ended' || n, 'train', 'succeeded', now(), now(), now() from generate_series(1, ${runs}::int) n`
  await sql`update operations.runs set progress = 1 where tenant_id = 'ended'`
  await sql`analyze operations.runs`
}
