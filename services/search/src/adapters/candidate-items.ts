import type { Item } from '@inkling/contracts'
import { type Database, type ItemRow, readHorizon, type Sql, toItem } from '@inkling/database'
import type { Deadline } from '@inkling/resilience'
import { itemWords, maxCharacters, queryWords, sharedWords, type WordedItem } from '../domain/item-words.ts'
import { listItems } from './item-store.ts'

export interface Candidates {
  readonly items: readonly Item[]
  /** Every transaction up to it is seen. */
  readonly epoch: number
  /** Whether items have changed whose words are not written yet. */
  readonly isBehind: boolean
}

/** As many items as are ranked without an index in memory, and as many as a word may have to count for finding them. */
const maxCandidates = 200
const maxItemsPerWord = 2_000
/** As many as one request writes. */
const maxNewItems = 1_000

/**
 * The items that most and the rarest words of a query are in, and those `besides`, straight from Postgres; for a blank query, the
 * first by id.
 */
export function candidateItems(
  database: Database,
  tenantId: string,
  query: string,
  deadline: Deadline,
  besides: readonly string[] = [],
): Promise<Candidates> {
  return database.tenant(tenantId, { name: 'match items', deadline }, async (sql) => {
    const epoch = Number((await readHorizon(sql)) - 1n)
    if (query.trim() === '')
      return { items: await listItems(sql, tenantId, { afterId: '', limit: maxCandidates }), epoch, isBehind: false }
    const words = queryWords(tenantId, query)
    // Before what is found by written words: what is written in between is then in both, not in neither.
    const changed = await newItems(sql, tenantId)
    const fresh = changed
      .map((item) => ({ id: item.id, shared: sharedWords(itemWords(tenantId, item), words) }))
      .filter(({ shared }) => shared > 0)
      .toSorted((a, b) => b.shared - a.shared)
      .slice(0, maxCandidates)
    const rows = await sql<ItemRow[]>`
      select * from catalog.items
      where tenant_id = ${tenantId} and deleted_at is null and id in (
        select id from catalog.match_items(${words}, ${maxItemsPerWord}, ${maxCandidates})
        union select unnest(${[...fresh.map(({ id }) => id), ...besides]}::text[]))`
    return { items: rows.map(toItem), epoch, isBehind: changed.length > 0 }
  })
}

/** Items that changed after the last whose words are written, the newest first. */
const newItems = (sql: Sql, tenantId: string) => sql<(WordedItem & { readonly id: string })[]>`
  select id, title, tags, left(text, ${maxCharacters}) as text from catalog.items
  where tenant_id = ${tenantId} and (xid, seq) > (
      coalesce((select xid from catalog.item_words_progress where tenant_id = ${tenantId}), '0'),
      coalesce((select seq from catalog.item_words_progress where tenant_id = ${tenantId}), -1))
    and deleted_at is null
  order by xid desc, seq desc limit ${maxNewItems}`
