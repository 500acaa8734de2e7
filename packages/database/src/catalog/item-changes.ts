import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

/** A merge of an item into a survivor that a run proposes, by the versions that it looked at. */
export interface NewMerge {
  readonly itemId: string
  readonly version: bigint
  readonly survivorId: string
  readonly survivorVersion: bigint
  /** From 0 to 1. */
  readonly similarity: number
}

/** kept: undoing left the change as it is, because its item was changed, deleted or used since. */
type ItemChangeState = 'proposed' | 'applied' | 'refused' | 'undone' | 'kept'

/** One change of the diff of a run. */
export interface ItemChangeRow {
  readonly itemId: string
  readonly action: 'merge' | 'archive'
  readonly survivorId: string | null
  readonly similarity: number | null
  readonly state: ItemChangeState
}

type ItemChangeCounts = Readonly<Record<ItemChangeState, number>>

/** How many changes of one batch were made, and how many could not be made because rows had changed. */
export interface ChangedBatch {
  readonly made: number
  readonly refused: number
  /** The last item of the batch, after which the next one begins; undefined if this is the last batch. */
  readonly lastId: string | undefined
}

const undoDays = 30
/** A transaction that writes holds up the tails of others, so it is kept short. */
const batchRows = 200

/** Stores proposed merges. Aliases of an item that is merged will stand for its survivor. */
export async function proposeMerges(
  { tenantId, transaction }: TenantDatabase,
  runId: string,
  merges: readonly NewMerge[],
): Promise<void> {
  for (let at = 0; at < merges.length; at += batchRows) {
    const batch = merges
      .slice(at, at + batchRows)
      .map((merge) => ({ ...merge, version: String(merge.version), survivorVersion: String(merge.survivorVersion) }))
    await transaction(
      'propose changes',
      (sql) => sql`
        with input as materialized (
          select * from jsonb_to_recordset(${sql.json(batch)}) as m (
            "itemId" text, version bigint, "survivorId" text, "survivorVersion" bigint, similarity real)
        )
        insert into catalog.item_changes
          (tenant_id, run_id, item_id, version, alias_before, alias_after, survivor_version, similarity)
        select ${tenantId}, ${runId}, "itemId", version, null, "survivorId", "survivorVersion", similarity from input
        union all
        select ${tenantId}, ${runId}, a.id, a.seq, a.alias_of, m."survivorId", m."survivorVersion", null
        from input m join catalog.items a
          on a.tenant_id = ${tenantId} and a.alias_of = m."itemId" and a.deleted_at is not null`,
    )
  }
}

/** Stores that items be archived, by the versions that the run looked at. */
export async function proposeArchives(
  { tenantId, transaction }: TenantDatabase,
  runId: string,
  items: readonly { readonly id: string; readonly version: bigint }[],
): Promise<void> {
  for (let at = 0; at < items.length; at += batchRows) {
    const batch = items.slice(at, at + batchRows)
    await transaction(
      'propose changes',
      (sql) => sql`
        insert into catalog.item_changes (tenant_id, run_id, item_id, version)
        select ${tenantId}, ${runId}, id, version
        from unnest(${batch.map(({ id }) => id)}::text[], ${batch.map(({ version }) => String(version))}::bigint[])
          as given (id, version)`,
    )
  }
}

/** Deletes what an interrupted attempt of a run has proposed. */
export async function forgetProposals({ tenantId, transaction }: TenantDatabase, runId: string): Promise<void> {
  await transaction(
    'forget proposals',
    (sql) => sql`
      delete from catalog.item_changes where tenant_id = ${tenantId} and run_id = ${runId} and state = 'proposed'`,
  )
}

export function countItemChanges({ tenantId, transaction }: TenantDatabase, runId: string): Promise<ItemChangeCounts> {
  return transaction('count changes', async (sql) => {
    const rows = await sql<{ state: ItemChangeState; count: number }[]>`
      select state, count(*)::int as count from catalog.item_changes
      where tenant_id = ${tenantId} and run_id = ${runId} group by state`
    const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    return { proposed: 0, applied: 0, refused: 0, undone: 0, kept: 0, ...counts }
  })
}

/** At most `limit` changes of a run after the item `afterId`, in the order of item ids. */
export const listItemChanges = (
  { tenantId, transaction }: TenantDatabase,
  runId: string,
  afterId: string,
  limit: number,
): Promise<ItemChangeRow[]> =>
  transaction(
    'list changes',
    (sql) => sql<ItemChangeRow[]>`
      select item_id as "itemId", case when alias_after is null then 'archive' else 'merge' end as action,
        alias_after as "survivorId", similarity::float8 as similarity, state
      from catalog.item_changes
      where tenant_id = ${tenantId} and run_id = ${runId} and item_id > ${afterId}
      order by item_id limit ${limit}`,
  )

/**
 * Makes the next changes that a run has proposed, each with those of the item's aliases. They are refused together if
 * the item, an alias or the survivor changed since, or if another item was merged into the item. Only what is proposed
 * is made, so a second call changes nothing.
 */
export function applyNextChanges({ tenantId, transaction }: TenantDatabase, runId: string): Promise<ChangedBatch> {
  return transaction('apply changes', async (sql) => {
    await lockChanges(sql, tenantId)
    const rows = await sql<MadeRow[]>`
      with proposed as materialized (
        select * from catalog.item_changes
        where tenant_id = ${tenantId} and run_id = ${runId} and state = 'proposed'
      ), own as materialized (
        select * from proposed where alias_before is null order by item_id limit ${batchRows}
      ), batch as materialized (
        select * from own union all select * from proposed where alias_before in (select item_id from own)
      ), locked as materialized (
        select id, seq from catalog.items
        where tenant_id = ${tenantId} and id in (select item_id from batch union select alias_after from batch)
        order by id for update
      ), unchanged as materialized (
        select b.* from batch b join locked i on i.id = b.item_id and i.seq = b.version
        where b.alias_after is null
          or exists (select from locked s where s.id = b.alias_after and s.seq = b.survivor_version)
      ), merged as materialized (
        select item_id from unchanged u
        where alias_before is null and (alias_after is null or not exists (
          select from catalog.items a
          where a.tenant_id = ${tenantId} and a.alias_of = u.item_id and a.deleted_at is not null
            and a.id not in (select item_id from unchanged where alias_before = u.item_id)))
      ), fit as materialized (
        select item_id, alias_after from unchanged where coalesce(alias_before, item_id) in (select item_id from merged)
      ), made as (
        update catalog.items i set alias_of = f.alias_after, is_archived = f.alias_after is null,
          deleted_at = coalesce(deleted_at, now()), xid = pg_current_xact_id(), seq = nextval('catalog.item_seq')
        from fit f where i.tenant_id = ${tenantId} and i.id = f.item_id
      )
      update catalog.item_changes c
      set state = case when c.item_id in (select item_id from fit) then 'applied' else 'refused' end,
        decided_at = now()
      from batch b where c.tenant_id = ${tenantId} and c.run_id = ${runId} and c.item_id = b.item_id
      returning c.item_id as "itemId", c.state = 'applied' as "isMade"`
    return toBatch(rows)
  })
}

/**
 * Takes back the changes that a run made of items after `afterId` within the last 30 days. An item is then as it was,
 * in every column but its place in the log of changes. One that was changed, deleted or used since stays as it is, and
 * its change is kept; a later call tries it again.
 */
export function undoNextChanges(
  { tenantId, transaction }: TenantDatabase,
  runId: string,
  afterId: string,
): Promise<ChangedBatch> {
  return transaction('undo changes', async (sql) => {
    await lockChanges(sql, tenantId)
    const rows = await sql<MadeRow[]>`
      with batch as materialized (
        select * from catalog.item_changes
        where tenant_id = ${tenantId} and run_id = ${runId} and state in ('applied', 'kept') and item_id > ${afterId}
          and decided_at > now() - make_interval(days => ${undoDays})
        order by item_id limit ${batchRows}
      ), locked as materialized (
        select id, alias_of, is_archived, deleted_at from catalog.items
        where tenant_id = ${tenantId} and id in (select item_id from batch) order by id for update
      ), fit as materialized (
        select b.item_id, b.alias_before from batch b join locked i on i.id = b.item_id
        where i.deleted_at is not null and i.alias_of is not distinct from b.alias_after
          and i.is_archived = (b.alias_after is null)
      ), made as (
        update catalog.items i set alias_of = f.alias_before, is_archived = false,
          deleted_at = case when f.alias_before is null then null else i.deleted_at end,
          xid = pg_current_xact_id(), seq = nextval('catalog.item_seq')
        from fit f where i.tenant_id = ${tenantId} and i.id = f.item_id
      ), marked as (
        update catalog.item_changes c
        set state = case when f.item_id is null then 'kept' else 'undone' end,
          decided_at = case when f.item_id is null then c.decided_at else now() end
        from batch b left join fit f on f.item_id = b.item_id
        where c.tenant_id = ${tenantId} and c.run_id = ${runId} and c.item_id = b.item_id
      )
      select item_id as "itemId", item_id in (select item_id from fit) as "isMade" from batch order by item_id`
    return toBatch(rows)
  })
}

interface MadeRow {
  readonly itemId: string
  readonly isMade: boolean
}

/** Diffs of one tenant are applied and undone one after the other: none sees another one half done. */
const lockChanges = (sql: Sql, tenantId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`item changes ${tenantId}`}, 0))`

function toBatch(rows: readonly MadeRow[]): ChangedBatch {
  const made = rows.filter(({ isMade }) => isMade).length
  return { made, refused: rows.length - made, lastId: rows.length >= batchRows ? rows.at(-1)?.itemId : undefined }
}
