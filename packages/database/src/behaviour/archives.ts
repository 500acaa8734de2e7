import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { addRemoved } from '../control/erasures.ts'

/** A part of the archive: the events of one tenant and one month. */
export interface ArchivedEvents {
  /** Such as `2026-01`. */
  readonly month: string
  /** The name in the archive, without its ending. */
  readonly object: string
  readonly events: number
  /** Compressed. */
  readonly sizeBytes: number
  /** Times as Postgres writes them, to the microsecond. */
  readonly firstAt: string
  readonly lastAt: string
}

export interface RecordedArchive extends ArchivedEvents {
  /** When its events were brought back; null while they are only in the archive. */
  readonly restoredAt: Date | null
}

/** What is in the archive of a month, over all tenants. */
export interface ArchivedMonth {
  readonly month: string
  readonly tenants: number
  readonly events: number
  readonly sizeBytes: number
  /** RFC 3339, as all times here. */
  readonly firstAt: string
  readonly lastAt: string
  readonly archivedAt: string
  /** When its events were last brought back; null while they are only in the archive. */
  readonly restoredAt: string | null
}

/** Records what is in the archive; recording it again changes nothing. By default it counts as not restored. */
export async function recordArchive(
  { tenantId, transaction }: TenantDatabase,
  part: ArchivedEvents,
  restoredAt: Date | null = null,
): Promise<void> {
  const { month, object, events, sizeBytes, firstAt, lastAt } = part
  await transaction(
    'record archive',
    (sql) => sql`
      insert into behaviour.archives (tenant_id, month, object, events, size_bytes, first_at, last_at, restored_at)
      values (${tenantId}, ${`${month}-01`}, ${object}, ${events}, ${sizeBytes},
        ${firstAt}::text::timestamptz, ${lastAt}::text::timestamptz, ${restoredAt})
      on conflict (tenant_id, month, object) do update set archived_at = now(), restored_at = excluded.restored_at`,
  )
}

/** What was archived of a tenant and a month. */
export const readArchives = ({ tenantId, transaction }: TenantDatabase, month: string): Promise<RecordedArchive[]> =>
  transaction(
    'read archives',
    (sql) => sql<RecordedArchive[]>`
      select to_char(month, 'YYYY-MM') as month, object, events::float8 as events, size_bytes::float8 as "sizeBytes",
        first_at::text as "firstAt", last_at::text as "lastAt", restored_at as "restoredAt"
      from behaviour.archives
      where tenant_id = ${tenantId} and month = ${`${month}-01`} order by archived_at, object`,
  )

/** Records that parts of a tenant and a month are in the database again. */
export async function markRestored(
  { tenantId, transaction }: TenantDatabase,
  month: string,
  objects: readonly string[],
): Promise<void> {
  await transaction(
    'mark archives restored',
    (sql) => sql`
      update behaviour.archives set restored_at = now()
      where tenant_id = ${tenantId} and month = ${`${month}-01`} and object = any(${[...objects]})`,
  )
}

/** Forgets what of a tenant and a month was restored, once it is archived again. */
export async function forgetRestored({ tenantId, transaction }: TenantDatabase, month: string): Promise<void> {
  await transaction(
    'forget restored archives',
    (sql) => sql`
      delete from behaviour.archives
      where tenant_id = ${tenantId} and month = ${`${month}-01`} and restored_at is not null`,
  )
}

/** Forgets a file of the archive from which a user was erased, and adds to what is gone. */
export async function forgetArchive(
  { tenantId, transaction }: TenantDatabase,
  object: string,
  { userCode, removed }: { readonly userCode: string; readonly removed: Readonly<Record<string, number>> },
): Promise<void> {
  await transaction('forget archive', async (sql) => {
    const { count } = await sql`delete from behaviour.archives where tenant_id = ${tenantId} and object = ${object}`
    if (count > 0) await addRemoved(sql, tenantId, userCode, removed)
  })
}

interface MonthRow {
  readonly month: string
  readonly tenants: number
  readonly events: number
  readonly sizeBytes: number
  readonly first: Date
  readonly last: Date
  readonly archived: Date
  readonly restored: Date | null
}

/** The months of which something was archived, the oldest first. */
export const listArchivedMonths = (
  database: Pick<Database, 'platform'>,
  deadline?: Deadline,
): Promise<ArchivedMonth[]> =>
  database.platform({ name: 'list archives', ...(deadline && { deadline }) }, async (sql) => {
    const rows = await sql<MonthRow[]>`
      select to_char(month, 'YYYY-MM') as month, count(distinct tenant_id)::int as tenants,
        sum(events)::float8 as events, sum(size_bytes)::float8 as "sizeBytes", min(first_at) as first,
        max(last_at) as last, max(archived_at) as archived,
        case when bool_and(restored_at is not null) then max(restored_at) end as restored
      from behaviour.archives group by month order by month`
    return rows.map(({ first, last, archived, restored, ...counts }) => ({
      ...counts,
      firstAt: first.toISOString(),
      lastAt: last.toISOString(),
      archivedAt: archived.toISOString(),
      restoredAt: restored?.toISOString() ?? null,
    }))
  })
