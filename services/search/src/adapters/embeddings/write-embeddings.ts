import { type Database, type Position, type Sql, type TailRow, tailPage } from '@inkling/database'
import { metrics } from '@inkling/telemetry'
import { itemText, maxEmbeddedCharacters, textDigest } from '../../domain/embedded-text.ts'
import { embedTexts } from './embed-texts.ts'
import type { EmbeddingsClient } from './embeddings-client.ts'

export interface WriteEmbeddingsOptions {
  readonly database: Database
  readonly client: EmbeddingsClient
  /** As `vectorSpace` names it. */
  readonly space: string
}

interface ChangedItem extends TailRow {
  readonly id: string
  readonly title: string
  readonly tags: readonly string[]
  readonly text: string | null
  readonly deleted_at: Date | null
  /** Of what is embedded already; null for nothing. */
  readonly digest: Buffer | null
}

interface Claim {
  readonly changed: readonly ChangedItem[]
  readonly next: Position
}

interface Embedded {
  readonly id: string
  /** Empty of a deleted item. */
  readonly digest: Buffer
  /** Empty for none. */
  readonly embedding: Int8Array
}

/** As many texts as servers that limit them least generously take at once (text-embeddings-inference: 32). */
const pageRows = 32
/** A process that ends while it embeds holds up the others no longer than this. */
const claimSeconds = 180
const start: Position = { xid: 0n, seq: -1n }
const none = new Int8Array()

/**
 * Embeds the next items that changed, in the order of their changes, as far as their text is another than before. Of several
 * processes one does it at a time, and no transaction waits for the endpoint. Answers whether items are left.
 * @throws what the client throws, having stored nothing; TextsRefused when it takes no text at all
 */
export async function writeEmbeddings(options: WriteEmbeddingsOptions, tenantId: string): Promise<boolean> {
  const claim = await claimPage(options, tenantId)
  if (!claim) return true
  try {
    const rows = await embedded(options.client, claim.changed)
    const isLeft = await store(options, tenantId, claim, rows)
    count(rows)
    return isLeft
  } catch (error) {
    // A claim that cannot be given back ends by itself.
    await release(options, tenantId).catch(() => {})
    throw error
  }
}

const claimPage = ({ database, space }: WriteEmbeddingsOptions, tenantId: string) =>
  database.tenant(tenantId, { name: 'claim embeddings' }, async (sql): Promise<Claim | undefined> => {
    // Of a tenant that was erased nothing is written again.
    const [any] = await sql`select from catalog.items where tenant_id = ${tenantId} limit 1`
    if (!any) return { changed: [], next: start }
    const [before] = await sql<{ xid: string; seq: bigint }[]>`
      insert into catalog.item_embeddings_progress as p (tenant_id, model, claimed_until)
      values (${tenantId}, ${space}, now() + make_interval(secs => ${claimSeconds}))
      on conflict (tenant_id, model) do update set claimed_until = excluded.claimed_until where p.claimed_until <= now()
      returning xid::text, seq`
    if (!before) return undefined
    const rows = await sql<ChangedItem[]>`
      select h.horizon::text, i.* from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
      left join lateral (
        select i.id, title, tags, left(text, ${maxEmbeddedCharacters}) as text, deleted_at, i.xid, i.seq, e.digest
        from catalog.items i
        left join catalog.item_embeddings e on e.tenant_id = i.tenant_id and e.model = ${space} and e.id = i.id
        where i.tenant_id = ${tenantId} and i.xid < h.horizon and (i.xid, i.seq) > (${before.xid}::xid8, ${before.seq})
        order by i.xid, i.seq limit ${pageRows}
      ) i on true`
    const { changed, next } = tailPage(rows, pageRows)
    return { changed, next }
  })

/** What is to be stored of changed items; nothing of those whose text is the same. */
async function embedded(client: EmbeddingsClient, changed: readonly ChangedItem[]): Promise<Embedded[]> {
  const gone = changed.filter(({ deleted_at, digest }) => deleted_at && digest)
  const texts = changed
    .filter(({ deleted_at }) => !deleted_at)
    .map((item) => ({ id: item.id, text: itemText(item), digest: textDigest(itemText(item)), before: item.digest }))
    .filter(({ digest, before }) => !before?.equals(digest))
  const vectors = await embedTexts(
    client,
    texts.map(({ text }) => text),
  )
  return [
    ...gone.map(({ id }) => ({ id, digest: Buffer.alloc(0), embedding: none })),
    ...texts.map(({ id, digest }, place) => ({ id, digest, embedding: vectors[place] ?? none })),
  ]
}

const store = (
  { database, space }: WriteEmbeddingsOptions,
  tenantId: string,
  { next }: Claim,
  rows: readonly Embedded[],
) =>
  database.tenant(tenantId, { name: 'store embeddings' }, async (sql) => {
    if (rows.length > 0) await put(sql, tenantId, space, rows)
    await sql`
      update catalog.item_embeddings_progress set xid = ${String(next.xid)}::xid8, seq = ${next.seq}, claimed_until = now()
      where tenant_id = ${tenantId} and model = ${space}`
    const [left] = await sql<{ isLeft: boolean }[]>`
      select exists (
        select from catalog.items
        where tenant_id = ${tenantId} and (xid, seq) > (${String(next.xid)}::xid8, ${next.seq})) as "isLeft"`
    if (!left?.isLeft) await forgetOtherModels(sql, tenantId, space)
    return left?.isLeft ?? false
  })

function count(rows: readonly Embedded[]): void {
  const [known, refused] = [rows.filter(isEmbedded), rows.filter((row) => row.digest.length > 0 && !isEmbedded(row))]
  metrics.itemEmbeddings.inc({ outcome: 'stored' }, known.length)
  metrics.itemEmbeddings.inc({ outcome: 'refused' }, refused.length)
}

const isEmbedded = ({ embedding }: Embedded): boolean => embedding.length > 0

/** Of items that are still there: a tenant may have been erased while the endpoint worked. */
async function put(sql: Sql, tenantId: string, space: string, rows: readonly Embedded[]): Promise<void> {
  const input = rows.map(({ id, digest, embedding }) => ({
    id,
    digest: digest.toString('base64'),
    embedding: Buffer.from(embedding).toString('base64'),
  }))
  await sql`
    insert into catalog.item_embeddings as e (tenant_id, model, id, digest, embedding)
    select ${tenantId}, ${space}, n.id, decode(n.digest, 'base64'), decode(n.embedding, 'base64')
    from jsonb_to_recordset(${sql.json(input)}) as n (id text, digest text, embedding text)
    join catalog.items i on i.tenant_id = ${tenantId} and i.id = n.id
    on conflict (tenant_id, model, id) do update
    set digest = excluded.digest, embedding = excluded.embedding, xid = excluded.xid, seq = excluded.seq`
}

/** Those that no process has written with for a day. */
const forgetOtherModels = (sql: Sql, tenantId: string, space: string) => sql`
  with others as (
    delete from catalog.item_embeddings_progress
    where tenant_id = ${tenantId} and model <> ${space} and claimed_until < now() - interval '1 day' returning model
  )
  delete from catalog.item_embeddings e using others o where e.tenant_id = ${tenantId} and e.model = o.model`

const release = ({ database, space }: WriteEmbeddingsOptions, tenantId: string) =>
  database.tenant(
    tenantId,
    { name: 'release embeddings' },
    (sql) => sql`
      update catalog.item_embeddings_progress set claimed_until = now() where tenant_id = ${tenantId} and model = ${space}`,
  )
