import type { Fragment, Sql } from '../client/tenant-database.ts'
import type { BoundedTables, RetentionRule } from '../retention/rule.ts'

export const behaviourRetention: readonly RetentionRule[] = [
  {
    table: 'behaviour.events',
    days: 'events',
    why: 'models learn from them',
    // Imported events may be old when they come.
    async deleteBatch(sql, tenantId, before, mostRows) {
      const [row] = await sql<{ count: number }[]>`
        with gone as (
          delete from behaviour.events where tenant_id = ${tenantId} and (tableoid, ctid) in (
            select tableoid, ctid from behaviour.events
            where tenant_id = ${tenantId} and occurred_at < ${before} and received_at < ${before} limit ${mostRows})
          returning id
        ), ids as (
          delete from behaviour.event_ids where tenant_id = ${tenantId} and id in (select id from gone)
        )
        select count(*)::int as count from gone`
      return row?.count ?? 0
    },
  },
]

export const behaviourBounded: BoundedTables = {
  'behaviour.archives': 'a row for each month of events; they go with their tenant',
  'behaviour.event_ids': 'go with their events',
  'behaviour.snapshots': 'of each kind, the newest ones are kept',
  'behaviour.snapshot_parts': 'go with their snapshots',
}

/** A condition: whether an event names the item. */
export const isUsed = (sql: Sql, tenantId: string, itemId: Fragment) => sql`
  exists (select from behaviour.events e where e.tenant_id = ${tenantId} and e.item_id = ${itemId})`
