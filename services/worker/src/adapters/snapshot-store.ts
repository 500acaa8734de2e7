import type { Database, Sql } from '@inkling/database'
import { type LearnedState, NextItemModel } from '@inkling/predictors'

/** Of how snapshots are parted; the version of what they hold is in the bytes. */
const format = 1
const partBytes = 1024 * 1024
const keptVersions = 3

export interface NewSnapshot {
  readonly kind: 'next-item' | 'search'
  readonly horizon: bigint
  readonly body: Uint8Array
  readonly stats: Record<string, unknown>
  /** Whether tuning and weights are those of the snapshot before it. */
  readonly isKept?: boolean
}

/**
 * What the newest snapshot of what comes next has learned; nothing when there is none, or one of another version of the software. Its first part is enough, so
 * this costs a megabyte whatever the size of the model.
 */
export async function readLearned(database: Database, tenantId: string): Promise<LearnedState | undefined> {
  const head = await database.tenant(tenantId, { name: 'read snapshot head' }, async (sql) => {
    const [row] = await sql<{ body: Buffer }[]>`
      select body from behaviour.snapshot_parts
      where tenant_id = ${tenantId} and kind = 'next-item' and part = 0 and version = (
        select max(version) from behaviour.snapshots where tenant_id = ${tenantId} and kind = 'next-item')`
    return row
  })
  if (!head) return undefined
  try {
    return NextItemModel.decodeLearned(head.body)
  } catch {
    return undefined
  }
}

/**
 * Stores a snapshot, and drops all but the newest three of its kind and the newest that was not kept. A transaction that writes holds up
 * the tails of all tenants, so each part has one of its own; the row that makes them a snapshot comes last, and what a worker that died
 * had stored of another goes.
 */
export async function storeSnapshot(database: Database, tenantId: string, snapshot: NewSnapshot): Promise<bigint> {
  const { kind, body } = snapshot
  const within = <T>(run: (sql: Sql) => Promise<T>) => database.tenant(tenantId, { name: 'store snapshot' }, run)
  const version = await within(nextVersion)
  for (let part = 0; part * partBytes < body.byteLength; part++) {
    const bytes = Buffer.from(body.subarray(part * partBytes, (part + 1) * partBytes))
    await within(
      (sql) => sql`
        insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
        values (${tenantId}, ${kind}, ${version}, ${part}, ${bytes})`,
    )
  }
  await within(async (sql) => {
    await insertHeader(sql, tenantId, version, snapshot)
    await deleteOld(sql, tenantId, kind)
  })
  await within(
    (sql) => sql`
      delete from behaviour.snapshot_parts
      where tenant_id = ${tenantId} and kind = ${kind} and version < ${version}
        and version not in (select version from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind})`,
  )
  return version
}

async function nextVersion(sql: Sql): Promise<bigint> {
  const [row] = await sql<{ version: bigint }[]>`select nextval('behaviour.snapshots_version_seq') as version`
  return row?.version ?? 0n
}

/** Of parts that are all there still: a run that began later and ended sooner has taken them for those of a dead worker. */
async function insertHeader(
  sql: Sql,
  tenantId: string,
  version: bigint,
  { kind, horizon, body, stats, isKept = false }: NewSnapshot,
): Promise<void> {
  const { count } = await sql`
    insert into behaviour.snapshots (tenant_id, kind, version, horizon, format, size_bytes, is_kept, stats)
    overriding system value
    select ${tenantId}, ${kind}, ${version}, ${String(horizon)}::xid8, ${format}, ${body.byteLength}, ${isKept},
      ${sql.json(stats as Parameters<typeof sql.json>[0])}
    where ${Math.ceil(body.byteLength / partBytes)}::int = (
      select count(*) from behaviour.snapshot_parts
      where tenant_id = ${tenantId} and kind = ${kind} and version = ${version})`
  if (count === 0) throw new Error(`a newer ${kind} snapshot of ${tenantId} was stored while version ${version} was`)
}

const deleteOld = (sql: Sql, tenantId: string, kind: string) => sql`
  delete from behaviour.snapshots
  where tenant_id = ${tenantId} and kind = ${kind} and version not in (
    select version from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind}
    order by version desc limit ${keptVersions})
  and version is distinct from (
    select max(version) from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind} and not is_kept)`
