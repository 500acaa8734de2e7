import type { Database } from '@inkling/database'

/** Stores a snapshot as the worker does, in parts of `partBytes`; answers its version. */
export function putSnapshot(
  owner: Database,
  tenantId: string,
  { horizon, body }: { readonly horizon: bigint; readonly body: Uint8Array },
  partBytes = 1_000,
): Promise<bigint> {
  return owner.tenant(tenantId, { name: 'put snapshot' }, async (sql) => {
    const [row] = await sql<{ version: bigint }[]>`
      insert into behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, stats)
      values (${tenantId}, 'next-item', ${String(horizon)}::xid8, 1, ${body.byteLength}, '{}') returning version`
    const version = row?.version ?? 0n
    for (let part = 0; part * partBytes < body.byteLength; part++)
      await sql`
        insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
        values (${tenantId}, 'next-item', ${version}, ${part}, ${Buffer.from(body.subarray(part * partBytes, (part + 1) * partBytes))})`
    return version
  })
}
