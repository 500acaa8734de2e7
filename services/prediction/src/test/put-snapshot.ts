import type { Database } from '@inkling/database'

interface TestSnapshot {
  readonly horizon: bigint
  readonly body: Uint8Array
}

/** Stores a snapshot as the worker does, in parts of `partBytes`. Returns its version. */
export function putSnapshot(
  owner: Database,
  tenantId: string,
  { horizon, body }: TestSnapshot,
  partBytes = 1_000,
): Promise<bigint> {
  return owner.background(tenantId).transaction('put snapshot', async (sql) => {
    const [row] = await sql<{ version: bigint }[]>`
      insert into behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, stats)
      values (${tenantId}, 'next-item', ${String(horizon)}::xid8, 1, ${body.byteLength}, '{}') returning version`
    const version = row?.version ?? 0n
    for (let part = 0; part * partBytes < body.byteLength; part++) {
      const bytes = Buffer.from(body.subarray(part * partBytes, (part + 1) * partBytes))
      await sql`
        insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
        values (${tenantId}, 'next-item', ${version}, ${part}, ${bytes})`
    }
    return version
  })
}
