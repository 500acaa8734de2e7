import type { Sql } from '../client/tenant-database.ts'

/** How an item did in suggestions, in feedbacks that fade, as of now. */
export interface ItemOutcome {
  readonly itemId: string
  readonly clicks: number
  readonly dismissals: number
  /** The clicks that an average item would have got in the same places. */
  readonly expected: number
}

const halfLifeDays = 30
const maxRead = 5_000

/** The share that is left of what was counted at `at`. */
const faded = (sql: Sql) => sql`power(2, -extract(epoch from now() - at) / ${halfLifeDays * 86_400}::float8)`

/** The 5,000 items with the most feedback. */
export const readOutcomes = (sql: Sql, tenantId: string) => sql<ItemOutcome[]>`
  select item_id as "itemId", clicks * faded as clicks, dismissals * faded as dismissals, expected * faded as expected
  from learning.item_outcomes, lateral (select ${faded(sql)} as faded) f
  where tenant_id = ${tenantId} order by (clicks + dismissals) * faded desc, item_id limit ${maxRead}`

/** Adds to what was counted. Items must be distinct. */
export async function addOutcomes(sql: Sql, tenantId: string, added: readonly ItemOutcome[]): Promise<void> {
  if (added.length === 0) return
  const rows = added.map((outcome) => ({ ...outcome }))
  await sql`
    insert into learning.item_outcomes as o (tenant_id, item_id, clicks, dismissals, expected, at)
    select ${tenantId}, "itemId", clicks, dismissals, expected, now()
    from jsonb_to_recordset(${sql.json(rows)}) as a ("itemId" text, clicks real, dismissals real, expected real)
    on conflict (tenant_id, item_id) do update set
      clicks = o.clicks * power(2, -extract(epoch from now() - o.at) / ${halfLifeDays * 86_400}::float8)
        + excluded.clicks,
      dismissals = o.dismissals * power(2, -extract(epoch from now() - o.at) / ${halfLifeDays * 86_400}::float8)
        + excluded.dismissals,
      expected = o.expected * power(2, -extract(epoch from now() - o.at) / ${halfLifeDays * 86_400}::float8)
        + excluded.expected,
      at = now()`
}
