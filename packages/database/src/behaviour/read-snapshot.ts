import type { TenantDatabase } from '../client/tenant-database.ts'

export interface StoredSnapshot {
  /** Of the snapshot whose tuning and weights these are: one that was kept has those of the one before it. */
  readonly version: bigint
  readonly horizon: bigint
  readonly body: Uint8Array
}

/** Version of a tenant's newest snapshot of a kind, 0 when there is none: one that was kept is no reason to switch. */
export function newestSnapshotVersion(database: TenantDatabase, kind: string): Promise<bigint> {
  const { tenantId } = database
  return database.transaction('newest snapshot', async (sql) => {
    const [row] = await sql<{ version: bigint }[]>`
      select version from behaviour.snapshots
      where tenant_id = ${tenantId} and kind = ${kind} and not is_kept order by version desc limit 1`
    return row?.version ?? 0n
  })
}

export function readNewestSnapshot(database: TenantDatabase, kind: string): Promise<StoredSnapshot | undefined> {
  const { tenantId } = database
  return database.transaction('read snapshot', async (sql) => {
    const [header] = await sql<{ version: bigint; trained: bigint | null; horizon: string }[]>`
      select version, horizon::text, (
        select max(version) from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind} and not is_kept) as trained
      from behaviour.snapshots
      where tenant_id = ${tenantId} and kind = ${kind} order by version desc limit 1`
    if (!header) return undefined
    const parts = await sql<{ body: Buffer }[]>`
      select body from behaviour.snapshot_parts
      where tenant_id = ${tenantId} and kind = ${kind} and version = ${header.version} order by part`
    const body = Buffer.concat(parts.map((part) => part.body))
    return {
      version: header.trained ?? header.version,
      horizon: BigInt(header.horizon),
      // Not a Buffer, whose slices are views of memory that it shares with others.
      body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength),
    }
  })
}
