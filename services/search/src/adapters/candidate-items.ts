import type { Item } from '@inkling/contracts'
import { type Database, type ItemRow, readHorizon, toItem } from '@inkling/database'
import type { Deadline } from '@inkling/resilience'
import { queryWords } from '../domain/item-words.ts'
import { listItems } from './item-store.ts'

export interface Candidates {
  readonly items: readonly Item[]
  /** Every transaction up to it is seen. */
  readonly epoch: number
}

/** As many items as are ranked without an index in memory, and as many as a word may have to count for finding them. */
const maxCandidates = 200
const maxItemsPerWord = 2_000

/** The items that most and the rarest words of a query are in, straight from Postgres; for a blank query, the first by id. */
export function candidateItems(
  database: Database,
  tenantId: string,
  query: string,
  deadline: Deadline,
): Promise<Candidates> {
  return database.tenant(tenantId, { name: 'match items', deadline }, async (sql) => {
    const epoch = Number((await readHorizon(sql)) - 1n)
    if (query.trim() === '')
      return { items: await listItems(sql, tenantId, { afterId: '', limit: maxCandidates }), epoch }
    const rows = await sql<ItemRow[]>`
      select i.* from catalog.match_items(${queryWords(tenantId, query)}, ${maxItemsPerWord}, ${maxCandidates}) m
      join catalog.items i on i.tenant_id = ${tenantId} and i.id = m.id and i.deleted_at is null`
    return { items: rows.map(toItem), epoch }
  })
}
