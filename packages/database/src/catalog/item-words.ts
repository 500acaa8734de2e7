import type { Item } from '@inkling/contracts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { type LogPosition, logStart, readHorizon } from '../tail/log-position.ts'
import { readTail, type TailPage } from '../tail/read-tail.ts'
import { hasItemsAfter } from './has-items-after.ts'
import { type ItemRow, isRemoved, itemColumns, type RemovedFact, toItem } from './item-row.ts'
import { selectItems } from './items.ts'

/** The fields that hold the words of an item; `text` may be cut off. */
export interface ItemText {
  readonly id: string
  readonly title: string
  readonly tags: readonly string[]
  readonly text: string | null
}

export interface ItemWordsOptions {
  /** Only so much of an item's text is read. */
  readonly maxCharacters: number
  /** The hashes of an item's words. */
  readonly wordsOf: (item: ItemText) => readonly number[]
}

export interface ItemMatchOptions extends Pick<ItemWordsOptions, 'maxCharacters'> {
  /** The hashes of the query's words; none lists the first items by id. */
  readonly words: readonly number[] | undefined
  /** Which of the items whose words are not written yet match, the best first. */
  readonly pick: (changed: readonly ItemText[]) => readonly string[]
  /** Ids of items to add. */
  readonly besides: readonly string[]
}

export interface ItemMatches {
  readonly items: readonly Item[]
  /** The last transaction that is seen, together with every one before it. */
  readonly epoch: number
  /** Whether items have changed whose words are not written yet. */
  readonly isBehind: boolean
}

type ChangedItem = ItemText & RemovedFact

/** A transaction that writes holds up the tails of others, so it is kept short. */
const pageRows = 200
/** The most items that match. */
export const maxMatches = 200
/** A word that more items have does not help to find them. */
const maxItemsPerWord = 2_000
/** As many as one request writes. */
const maxNewItems = 1_000

/**
 * Writes the words of the next items that changed, in the order of their changes, and removes those of deleted and
 * expired items. Of several processes one does it at a time. Returns whether words are left to write, also while
 * another transaction holds them up.
 */
export function writeItemWords(
  database: TenantDatabase,
  { maxCharacters, wordsOf }: ItemWordsOptions,
): Promise<boolean> {
  const { tenantId } = database
  return database.transaction('write words', async (sql) => {
    // Unlike a lock on the row it takes no transaction id. Tails would wait for that while items are read and analysed.
    const [lock] = await sql<{ isOurs: boolean }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`words ${tenantId}`}, 0)) as "isOurs"`
    if (!lock?.isOurs) return true
    const { changes, next } = await readChanged(sql, tenantId, maxCharacters)
    if (changes.length > 0) {
      const input = changes.map((item) => ({ id: item.id, words: item.is_removed ? null : wordsOf(item) }))
      await replaceWords(sql, tenantId, input, next)
    }
    return hasItemsAfter(sql, tenantId, next)
  })
}

/** Finds the items that have the most and the rarest words of a query, and adds `besides`. */
export function matchItems(database: TenantDatabase, options: ItemMatchOptions): Promise<ItemMatches> {
  const { tenantId } = database
  const { words, maxCharacters, pick, besides } = options
  return database.transaction('match items', async (sql) => {
    const epoch = Number((await readHorizon(sql)) - 1n)
    if (words === undefined)
      return { items: await selectItems(sql, tenantId, { afterId: '', limit: maxMatches }), epoch, isBehind: false }
    // Read before the written words: an item whose words are written in between is then in both sets, not in neither.
    const changed = await readItemsWithoutWords(sql, tenantId, maxCharacters)
    const rows = await sql<ItemRow[]>`
      select ${itemColumns(sql)} from catalog.items
      where tenant_id = ${tenantId} and deleted_at is null and id in (
        select id from catalog.match_items(${[...words]}, ${maxItemsPerWord}, ${maxMatches})
        union select unnest(${[...pick(changed), ...besides]}::text[]))`
    return { items: rows.map(toItem), epoch, isBehind: changed.length > 0 }
  })
}

async function readChanged(sql: Sql, tenantId: string, maxCharacters: number): Promise<TailPage<ChangedItem>> {
  const [progress] = await sql<{ xid: string; seq: bigint }[]>`
    select xid::text, seq from catalog.item_words_progress where tenant_id = ${tenantId}`
  const position = progress ? { xid: BigInt(progress.xid), seq: progress.seq } : logStart
  const query = {
    columns: sql`id, title, tags, left(text, ${maxCharacters}) as text, ${isRemoved(sql)}`,
    from: sql`catalog.items log`,
    where: sql`log.tenant_id = ${tenantId}`,
  }
  return readTail<ChangedItem>(sql, query, position, pageRows)
}

async function replaceWords(
  sql: Sql,
  tenantId: string,
  input: readonly { readonly id: string; readonly words: readonly number[] | null }[],
  next: LogPosition,
): Promise<void> {
  await sql`
    with input as materialized (
      select * from jsonb_to_recordset(${sql.json(input)}) as i (id text, words int[])
    ), removed as (
      delete from catalog.item_words where tenant_id = ${tenantId} and id in (select id from input where words is null)
    ), written as (
      insert into catalog.item_words as w (tenant_id, id, words)
      select ${tenantId}, id, words from input where words is not null
      on conflict (tenant_id, id) do update set words = excluded.words where w.words <> excluded.words
    )
    insert into catalog.item_words_progress as p (tenant_id, xid, seq)
    values (${tenantId}, ${String(next.xid)}::xid8, ${next.seq})
    on conflict (tenant_id) do update set xid = excluded.xid, seq = excluded.seq`
}

/** Items that changed after the last one whose words are written, the newest first. */
const readItemsWithoutWords = (sql: Sql, tenantId: string, maxCharacters: number) => sql<ItemText[]>`
  select id, title, tags, left(text, ${maxCharacters}) as text from catalog.items
  where tenant_id = ${tenantId} and (xid, seq) > (
      coalesce((select xid from catalog.item_words_progress where tenant_id = ${tenantId}), '0'),
      coalesce((select seq from catalog.item_words_progress where tenant_id = ${tenantId}), -1))
    and deleted_at is null
  order by xid desc, seq desc limit ${maxNewItems}`
