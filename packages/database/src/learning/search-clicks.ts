import { causedUses } from '../behaviour/item-uses.ts'
import { presentSince } from '../catalog/present-since.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { positiveSignals } from './feedback.ts'

/** An item that a user chose among the results of a search. */
export interface SearchClick {
  readonly query: string
  readonly itemId: string
  /** Chance, in (0, 1], that the item was looked at, by its rank alone. */
  readonly propensity: number
  readonly atMs: number
  /** Whether the search's order blended all retrievers, so that its clicks tell how to blend. */
  readonly isBlended: boolean
}

const days = 180
const maxClicks = 500_000

/**
 * The newest 500,000 clicks of 180 days. A click is told as feedback, as an event or as both, and counts once. Of the
 * clicks of one user or session on one item for one query, the newest of each day (UTC) counts. Clicks on an item that
 * was deleted do not count, also if an item of this id was created since. Those on an item that was merged count for
 * its survivor.
 */
export function readClicks({ tenantId, transaction }: TenantDatabase): Promise<SearchClick[]> {
  return transaction(
    'read clicks',
    (sql) => sql<SearchClick[]>`
      with told as (
        select receipt_id, item_id, received_at from learning.feedback
        where tenant_id = ${tenantId} and received_at > now() - make_interval(days => ${days})
          and signal = any (${[...positiveSignals]})
        union all ${causedUses(sql, tenantId, days)}
      ), chosen as (
        select receipt_id, item_id, min(received_at) as at from told group by receipt_id, item_id
      ), present as (${presentSince(sql, tenantId)})
      select query, "itemId", propensity, "atMs", "isBlended" from (
        select distinct on (
            r.query, p.item_id, coalesce('user ' || r.user_id, 'session ' || r.session_id, r.id),
            (c.at at time zone 'utc')::date
          ) r.query, p.item_id as "itemId",
          r.propensities[array_position(r.item_ids, c.item_id)]::float8 as propensity,
          (extract(epoch from c.at) * 1000)::float8 as "atMs", r.is_blended as "isBlended"
        from chosen c join learning.receipts r on r.tenant_id = ${tenantId} and r.id = c.receipt_id
        join present p on p.id = c.item_id and p.since <= c.at
        where r.kind = 'search' and r.query <> '' and c.item_id = any (r.item_ids)
        order by r.query, p.item_id, coalesce('user ' || r.user_id, 'session ' || r.session_id, r.id),
          (c.at at time zone 'utc')::date, c.at desc
      ) as clicks
      order by "atMs" desc limit ${maxClicks}`,
  )
}
