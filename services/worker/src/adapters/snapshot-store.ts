import type { Database } from '@inkling/database'
import { type Learned, NextItemModel } from '@inkling/predictors'

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
export async function readLearned(database: Database, tenantId: string): Promise<Learned | undefined> {
  const head = await database.tenant(tenantId, { name: 'read snapshot head' }, async (sql) => {
    const [row] = await sql<{ body: Buffer }[]>`
      select body from behaviour.snapshot_parts
      where tenant_id = ${tenantId} and kind = 'next-item' and part = 0 order by version desc limit 1`
    return row
  })
  if (!head) return undefined
  try {
    return NextItemModel.decodeLearned(head.body)
  } catch {
    return undefined
  }
}

/** Stores a snapshot in parts, in one transaction, and drops all but the newest three of its kind and the newest that was not kept. */
export function storeSnapshot(
  database: Database,
  tenantId: string,
  { kind, horizon, body, stats, isKept = false }: NewSnapshot,
): Promise<bigint> {
  return database.tenant(tenantId, { name: 'store snapshot' }, async (sql) => {
    const [row] = await sql<{ version: bigint }[]>`
      insert into behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, is_kept, stats)
      values (${tenantId}, ${kind}, ${String(horizon)}::xid8, ${format}, ${body.byteLength}, ${isKept},
        ${sql.json(stats as Parameters<typeof sql.json>[0])})
      returning version`
    const version = row?.version ?? 0n
    for (let part = 0; part * partBytes < body.byteLength; part++) {
      const bytes = Buffer.from(body.subarray(part * partBytes, (part + 1) * partBytes))
      await sql`
        insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
        values (${tenantId}, ${kind}, ${version}, ${part}, ${bytes})`
    }
    await sql`
      delete from behaviour.snapshots
      where tenant_id = ${tenantId} and kind = ${kind} and version not in (
        select version from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind}
        order by version desc limit ${keptVersions})
      and version is distinct from (
        select max(version) from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind} and not is_kept)`
    return version
  })
}
