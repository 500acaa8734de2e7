import { isUsed } from '../behaviour/retention.ts'
import { type BoundedTables, deleteWhere, type RetentionRule } from '../retention/rule.ts'
import { queriesKeptDays } from './search-queries.ts'

/** Every index and model was built again since. */
const tombstoneDays = 90

export const catalogRetention: readonly RetentionRule[] = [
  {
    table: 'catalog.items',
    days: tombstoneDays,
    why: 'the row of a deleted item, which is empty, takes it out of indexes, and of models while events name it',
    async deleteBatch(sql, tenantId, before, mostRows) {
      const [row] = await sql<{ count: number }[]>`
        with gone as (
          delete from catalog.items where tenant_id = ${tenantId} and id in (
            select id from catalog.items i
            where tenant_id = ${tenantId} and deleted_at < ${before} and alias_of is null and not is_archived
              and not ${isUsed(sql, tenantId, sql`i.id`)}
            limit ${mostRows})
          returning id
        ), embeddings as (
          delete from catalog.item_embeddings where tenant_id = ${tenantId} and id in (select id from gone)
        )
        select count(*)::int as count from gone`
      return row?.count ?? 0
    },
  },
  {
    table: 'catalog.item_changes',
    days: 'runs',
    why: 'they can be undone for 30 days',
    deleteBatch: deleteWhere(
      'catalog.item_changes',
      (sql, before) => sql`created_at < ${before} and (decided_at is null or decided_at < ${before})`,
    ),
  },
  {
    table: 'catalog.search_queries',
    days: queriesKeptDays,
    why: 'reports and completions look back so far',
    deleteBatch: deleteWhere(
      'catalog.search_queries',
      (sql, before) => sql`day <= (${before} at time zone 'utc')::date`,
    ),
  },
]

export const catalogBounded: BoundedTables = {
  'catalog.item_words': 'a row per item',
  'catalog.item_words_progress': 'a row per tenant',
  'catalog.item_embeddings': 'a row per item, and for a while two',
  'catalog.item_embeddings_progress': 'a row per tenant and model in use',
  'catalog.search_settings': 'a row per tenant',
}
