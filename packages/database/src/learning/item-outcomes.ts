import type { Fragment, Sql } from '../client/tenant-database.ts'

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

/** The share that is left of what was counted so long ago. */
const leftOf = (sql: Sql, age: Fragment) =>
  sql`power(2, -extract(epoch from ${age}) / ${halfLifeDays * 86_400}::float8)`
const faded = (sql: Sql) => leftOf(sql, sql`now() - at`)

/** The 5,000 items with the most feedback. */
export const readOutcomes = (sql: Sql, tenantId: string) => sql<ItemOutcome[]>`
  select item_id as "itemId", clicks * faded as clicks, dismissals * faded as dismissals, expected * faded as expected
  from learning.item_outcomes, lateral (select ${faded(sql)} as faded) f
  where tenant_id = ${tenantId} order by (clicks + dismissals) * faded desc, item_id limit ${maxRead}`

/** What feedback of one time says of an item. */
export interface ItemOutcomeAt extends ItemOutcome {
  readonly atMs: number
}

/** Adds to what was counted. Each counts as much as its age leaves of it, in whatever order it comes. */
export async function addOutcomes(sql: Sql, tenantId: string, added: readonly ItemOutcomeAt[]): Promise<void> {
  if (added.length === 0) return
  const rows = added.map((outcome) => ({ ...outcome }))
  await sql`
    insert into learning.item_outcomes as o (tenant_id, item_id, clicks, dismissals, expected, at)
    select ${tenantId}, "itemId", sum(clicks * left_of), sum(dismissals * left_of), sum(expected * left_of), max(at)
    from (
      select *, ${leftOf(sql, sql`max(at) over (partition by "itemId") - at`)} as left_of from (
        select *, to_timestamp("atMs" / 1000) as at from jsonb_to_recordset(${sql.json(rows)})
          as r ("itemId" text, "atMs" float8, clicks real, dismissals real, expected real)) timed
    ) a group by "itemId" order by "itemId"
    on conflict (tenant_id, item_id) do update set
      (clicks, dismissals, expected, at) = (
        select o.clicks * known + excluded.clicks * added, o.dismissals * known + excluded.dismissals * added,
          o.expected * known + excluded.expected * added, latest
        from (select greatest(o.at, excluded.at) as latest) l, lateral (
          select ${leftOf(sql, sql`latest - o.at`)} as known, ${leftOf(sql, sql`latest - excluded.at`)} as added) f)`
}
