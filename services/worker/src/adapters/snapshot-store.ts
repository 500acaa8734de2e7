import type { Database } from '@inkling/database'

/** Of how snapshots are parted; the version of what they hold is in the bytes. */
const format = 1
const partBytes = 1024 * 1024
const keptVersions = 3

export interface NewSnapshot {
  readonly kind: 'next-item' | 'search'
  readonly horizon: bigint
  readonly body: Uint8Array
  readonly stats: Record<string, unknown>
}

/** Stores a snapshot in parts, in one transaction, and drops all but the newest three of its kind. */
export function storeSnapshot(
  database: Database,
  tenantId: string,
  { kind, horizon, body, stats }: NewSnapshot,
): Promise<bigint> {
  return database.tenant(tenantId, { name: 'store snapshot' }, async (sql) => {
    const [row] = await sql<{ version: bigint }[]>`
      insert into behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, stats)
      values (${tenantId}, ${kind}, ${String(horizon)}::xid8, ${format}, ${body.byteLength},
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
        order by version desc limit ${keptVersions})`
    return version
  })
}
