import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { keysetPages } from '../tail/keyset.ts'
import { type LogPosition, logStart } from '../tail/log-position.ts'
import { readTail, type TailPage } from '../tail/read-tail.ts'
import { hasItemsAfter } from './has-items-after.ts'
import { isRemoved, type RemovedFact } from './item-row.ts'
import type { ItemText } from './item-words.ts'

export interface ItemEmbedding {
  readonly id: string
  /** Empty if the item has none. */
  readonly embedding: Uint8Array
}

export interface NewItemEmbedding {
  readonly id: string
  /** Tells whether the text changed; empty for a removed item. */
  readonly digest: Buffer
  /** Empty if the item has none. */
  readonly embedding: Int8Array
}

export interface UnembeddedItem extends ItemText, RemovedFact {
  /** Of the text that is embedded already; null if none is. */
  readonly digest: Buffer | null
}

/** Items that one process may embed. */
export interface EmbeddingsClaim {
  readonly items: readonly UnembeddedItem[]
  readonly next: LogPosition
}

/** As many texts as the strictest servers take at once (text-embeddings-inference: 32). */
const claimRows = 32
/** A process that ends while it embeds holds up the others for so long at most. */
const claimSeconds = 180
const pageRows = 500

/**
 * Claims the next items that changed, in the order of their changes, for the vectors of one model (`space`). Undefined
 * while another process holds a claim. No transaction stays open meanwhile.
 */
export function claimEmbeddings(
  database: TenantDatabase,
  space: string,
  maxCharacters: number,
): Promise<EmbeddingsClaim | undefined> {
  const { tenantId } = database
  return database.transaction('claim embeddings', async (sql) => {
    // Nothing is written again for a tenant that was erased.
    const [any] = await sql`select from catalog.items where tenant_id = ${tenantId} limit 1`
    if (!any) return { items: [], next: logStart }
    const [progress] = await sql<{ xid: string; seq: bigint }[]>`
      insert into catalog.item_embeddings_progress as p (tenant_id, model, claimed_until)
      values (${tenantId}, ${space}, now() + make_interval(secs => ${claimSeconds}))
      on conflict (tenant_id, model) do update set claimed_until = excluded.claimed_until
      where p.claimed_until <= now()
      returning xid::text, seq`
    if (!progress) return undefined
    const position = { xid: BigInt(progress.xid), seq: progress.seq }
    const query = {
      columns: sql`log.id, title, tags, left(text, ${maxCharacters}) as text, ${isRemoved(sql)}, e.digest`,
      from: sql`catalog.items log left join catalog.item_embeddings e
        on e.tenant_id = log.tenant_id and e.model = ${space} and e.id = log.id`,
      where: sql`log.tenant_id = ${tenantId}`,
    }
    const { changes, next } = await readTail<UnembeddedItem>(sql, query, position, claimRows)
    return { items: changes, next }
  })
}

/** Stores the embeddings of a claim and ends it. Returns whether items are left. */
export function storeEmbeddings(
  database: TenantDatabase,
  space: string,
  { next }: EmbeddingsClaim,
  embeddings: readonly NewItemEmbedding[],
): Promise<boolean> {
  const { tenantId } = database
  return database.transaction('store embeddings', async (sql) => {
    if (embeddings.length > 0) await upsertEmbeddings(sql, tenantId, space, embeddings)
    await sql`
      update catalog.item_embeddings_progress
      set xid = ${String(next.xid)}::xid8, seq = ${next.seq}, claimed_until = now()
      where tenant_id = ${tenantId} and model = ${space}`
    const isLeft = await hasItemsAfter(sql, tenantId, next)
    if (!isLeft) await deleteUnusedModels(sql, tenantId, space)
    return isLeft
  })
}

/** Gives a claim back: another process may take it at once. */
export async function releaseEmbeddings(database: TenantDatabase, space: string): Promise<void> {
  await database.transaction(
    'release embeddings',
    (sql) => sql`
      update catalog.item_embeddings_progress set claimed_until = now()
      where tenant_id = ${database.tenantId} and model = ${space}`,
  )
}

/** Reads all embeddings of one model, a page at a time, also those that were written after the horizon. */
export function readAllEmbeddings(database: TenantDatabase, space: string): AsyncGenerator<readonly ItemEmbedding[]> {
  const readPage = ({ id }: { id: string }) =>
    database.transaction(
      'read embeddings',
      (sql) => sql<ItemEmbedding[]>`
        select id, embedding from catalog.item_embeddings
        where tenant_id = ${database.tenantId} and model = ${space} and id > ${id}
        order by id limit ${pageRows}`,
    )
  return keysetPages({ id: '' }, pageRows, readPage)
}

/** Reads the embeddings of one model that came after `position`, in commit order. */
export function readEmbeddingsAfter(
  database: TenantDatabase,
  space: string,
  position: LogPosition,
): Promise<TailPage<ItemEmbedding>> {
  return database.transaction('tail embeddings', (sql) => {
    const query = {
      columns: sql`id, embedding`,
      from: sql`catalog.item_embeddings log`,
      where: sql`log.tenant_id = ${database.tenantId} and log.model = ${space}`,
    }
    return readTail<ItemEmbedding>(sql, query, position, pageRows)
  })
}

/**
 * Only for items that still exist: a tenant may have been erased, or an item deleted, while the endpoint worked.
 */
async function upsertEmbeddings(
  sql: Sql,
  tenantId: string,
  space: string,
  embeddings: readonly NewItemEmbedding[],
): Promise<void> {
  const input = embeddings.map(({ id, digest, embedding }) => ({
    id,
    digest: digest.toString('base64'),
    embedding: Buffer.from(embedding).toString('base64'),
  }))
  await sql`
    insert into catalog.item_embeddings as e (tenant_id, model, id, digest, embedding)
    select ${tenantId}, ${space}, n.id, decode(n.digest, 'base64'), decode(n.embedding, 'base64')
    from jsonb_to_recordset(${sql.json(input)}) as n (id text, digest text, embedding text)
    join catalog.items i on i.tenant_id = ${tenantId} and i.id = n.id and (i.deleted_at is null or n.embedding = '')
    on conflict (tenant_id, model, id) do update
    set digest = excluded.digest, embedding = excluded.embedding, xid = excluded.xid, seq = excluded.seq`
}

/** Deletes the vectors of models that no process has written with for a day. */
const deleteUnusedModels = (sql: Sql, tenantId: string, space: string) => sql`
  with others as (
    delete from catalog.item_embeddings_progress
    where tenant_id = ${tenantId} and model <> ${space} and claimed_until < now() - interval '1 day' returning model
  )
  delete from catalog.item_embeddings e using others o where e.tenant_id = ${tenantId} and e.model = o.model`
