import type { SnapshotKind } from '@inkling/contracts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

export interface NewSnapshot {
  readonly kind: SnapshotKind
  /** Every transaction below it is in the snapshot, and no other. */
  readonly horizon: bigint
  readonly body: Uint8Array
  readonly stats: object
  /** Whether tuning and weights are those of the snapshot before it, over newer data. */
  readonly isKept?: boolean
}

export interface StoredSnapshot {
  /** The version whose tuning and weights the body has: a kept snapshot has those of the one before it. */
  readonly version: bigint
  readonly horizon: bigint
  /** Empty if the model must be built from the rows. */
  readonly body: Uint8Array
}

/** How far back a snapshot reaches. */
export interface SnapshotAge {
  readonly horizon: bigint
  /** As Postgres writes it, to the microsecond. */
  readonly createdAt: string
}

/** The version of the split into parts; the version of the content is in the bytes. */
const format = 1
const partBytes = 1024 * 1024
const keptVersions = 3

/**
 * Version of the newest snapshot of a kind that readers must switch to, 0 if there is none. A kept snapshot is no
 * reason to switch.
 */
export function newestSnapshotVersion({ tenantId, transaction }: TenantDatabase, kind: SnapshotKind): Promise<bigint> {
  return transaction('newest snapshot', async (sql) => {
    const [row] = await sql<{ version: bigint }[]>`
      select version from behaviour.snapshots
      where tenant_id = ${tenantId} and kind = ${kind} and not is_kept order by version desc limit 1`
    return row?.version ?? 0n
  })
}

/** The newest snapshot of a kind, kept or not; undefined if there is none. */
export function readNewestSnapshot(
  { tenantId, transaction }: TenantDatabase,
  kind: SnapshotKind,
): Promise<StoredSnapshot | undefined> {
  return transaction('read snapshot', async (sql) => {
    const [header] = await sql<{ version: bigint; trained: bigint | null; horizon: string }[]>`
      select version, horizon::text, (
        select max(version) from behaviour.snapshots
        where tenant_id = ${tenantId} and kind = ${kind} and not is_kept) as trained
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
      // A plain array: slices of a Buffer are views of memory that it shares with others.
      body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength),
    }
  })
}

/** The first megabyte of the newest snapshot of a kind, however large the snapshot; undefined if there is none. */
export function readSnapshotHead(
  { tenantId, transaction }: TenantDatabase,
  kind: SnapshotKind,
): Promise<Uint8Array | undefined> {
  return transaction('read snapshot head', async (sql) => {
    const [row] = await sql<{ body: Buffer }[]>`
      select body from behaviour.snapshot_parts
      where tenant_id = ${tenantId} and kind = ${kind} and part = 0 and version = (
        select max(version) from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind})`
    return row?.body
  })
}

/** The position up to which the newest snapshot of a kind has read; undefined if there is none. */
export function readSnapshotAge(
  { tenantId, transaction }: TenantDatabase,
  kind: SnapshotKind,
): Promise<SnapshotAge | undefined> {
  return transaction('newest snapshot', async (sql) => {
    const [row] = await sql<{ horizon: string; createdAt: string }[]>`
      select horizon::text, created_at::text as "createdAt" from behaviour.snapshots
      where tenant_id = ${tenantId} and kind = ${kind} order by version desc limit 1`
    return row && { horizon: BigInt(row.horizon), createdAt: row.createdAt }
  })
}

/**
 * Stores a snapshot. Of its kind it keeps the newest three and the newest that was trained, and deletes the others.
 *
 * A transaction that writes holds up the tails of all tenants, so each part has a transaction of its own. The row that
 * makes the parts a snapshot comes last. Parts that a worker left behind when it died are deleted by the next snapshot.
 * @returns its version
 */
export async function storeSnapshot({ tenantId, transaction }: TenantDatabase, snapshot: NewSnapshot): Promise<bigint> {
  const { kind, body } = snapshot
  const within = <T>(run: (sql: Sql) => Promise<T>) => transaction('store snapshot', run)
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
  await within((sql) => deleteOrphans(sql, tenantId, kind, version))
  return version
}

/**
 * Stores a snapshot without a body, in the transaction that replaces all rows: processes that hold a model from before
 * build it again, from the rows, and a snapshot of the rows of before is refused from then on.
 * @returns its version
 */
export async function storeVoidSnapshot(sql: Sql, tenantId: string, kind: SnapshotKind): Promise<bigint> {
  const version = await nextVersion(sql)
  const [row] = await sql<{ own: string }[]>`select pg_current_xact_id()::text as own`
  const horizon = BigInt(row?.own ?? 0)
  await insertHeader(sql, tenantId, version, { kind, horizon, body: new Uint8Array(), stats: {} })
  return version
}

async function nextVersion(sql: Sql): Promise<bigint> {
  const [row] = await sql<{ version: bigint }[]>`select nextval('behaviour.snapshots_version_seq') as version`
  return row?.version ?? 0n
}

/**
 * Fails if a part is missing: a run that began later and ended sooner took the parts for those of a dead worker. Fails,
 * too, if all rows of the tenant were replaced after they were read, and if a snapshot is stored that has read further:
 * the horizon is the fencing token of a worker that stood still, and whose run another one has repeated.
 */
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
      ${sql.json({ ...stats })}
    where ${Math.ceil(body.byteLength / partBytes)}::int = (
      select count(*) from behaviour.snapshot_parts
      where tenant_id = ${tenantId} and kind = ${kind} and version = ${version})
    and not exists (
      select from behaviour.snapshots
      where tenant_id = ${tenantId} and kind = ${kind}
        and (horizon > ${String(horizon)}::xid8 or size_bytes = 0 and horizon = ${String(horizon)}::xid8))`
  if (count === 0)
    throw new Error(
      `another run stored a newer ${kind} snapshot of tenant ${tenantId} while version ${version} was written, ` +
        'or the data of the tenant was replaced',
    )
}

const deleteOld = (sql: Sql, tenantId: string, kind: SnapshotKind) => sql`
  delete from behaviour.snapshots
  where tenant_id = ${tenantId} and kind = ${kind} and version not in (
    select version from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind}
    order by version desc limit ${keptVersions})
  and version is distinct from (
    select max(version) from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind} and not is_kept)`

/** Deletes parts below `version` that belong to no snapshot. */
const deleteOrphans = (sql: Sql, tenantId: string, kind: SnapshotKind, version: bigint) => sql`
  delete from behaviour.snapshot_parts
  where tenant_id = ${tenantId} and kind = ${kind} and version < ${version}
    and version not in (select version from behaviour.snapshots where tenant_id = ${tenantId} and kind = ${kind})`
