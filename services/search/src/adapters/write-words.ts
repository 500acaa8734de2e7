import { type Database, type Position, type Sql, type TailRow, tailPage } from '@inkling/database'
import { itemWords, maxCharacters, type WordedItem } from '../domain/item-words.ts'

type ChangedItem = TailRow & WordedItem & { readonly id: string; readonly deleted_at: Date | null }

interface Progress {
  readonly xid: string
  readonly seq: bigint
}

const start: Progress = { xid: '0', seq: -1n }
/** A transaction that writes holds up the tails of others, so it is kept short. */
const pageRows = 200

/**
 * Writes the words of the next items that changed, in the order of their changes; those of a deleted item go. Of several
 * processes one does it at a time. Answers whether words are left to write, also where another transaction holds them up.
 */
export function writeWords(database: Database, tenantId: string): Promise<boolean> {
  return database.tenant(tenantId, { name: 'write words' }, async (sql) => {
    // Unlike a lock on the row it takes no transaction id, which tails would wait for while items are read and analysed.
    const [lock] = await sql<{ isOurs: boolean }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`words ${tenantId}`}, 0)) as "isOurs"`
    if (!lock?.isOurs) return true
    const [before = start] = await sql<Progress[]>`
      select xid::text, seq from catalog.item_words_progress where tenant_id = ${tenantId}`
    const { changed, next } = tailPage(await readChanged(sql, tenantId, before), pageRows)
    if (changed.length > 0) await replaceWords(sql, tenantId, changed, next)
    const [left] = await sql<{ isLeft: boolean }[]>`
      select exists (
        select from catalog.items
        where tenant_id = ${tenantId} and (xid, seq) > (${String(next.xid)}::xid8, ${next.seq})) as "isLeft"`
    return left?.isLeft ?? false
  })
}

const readChanged = (sql: Sql, tenantId: string, { xid, seq }: Progress) => sql<ChangedItem[]>`
  select h.horizon::text, i.* from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
  left join lateral (
    select id, title, tags, left(text, ${maxCharacters}) as text, deleted_at, xid, seq from catalog.items
    where tenant_id = ${tenantId} and xid < h.horizon and (xid, seq) > (${xid}::xid8, ${seq})
    order by xid, seq limit ${pageRows}
  ) i on true`

async function replaceWords(
  sql: Sql,
  tenantId: string,
  changed: readonly ChangedItem[],
  next: Position,
): Promise<void> {
  const input = changed.map((item) => ({ id: item.id, words: item.deleted_at ? null : itemWords(tenantId, item) }))
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
    insert into catalog.item_words_progress as p (tenant_id, xid, seq) values (${tenantId}, ${String(next.xid)}::xid8, ${next.seq})
    on conflict (tenant_id) do update set xid = excluded.xid, seq = excluded.seq`
}
