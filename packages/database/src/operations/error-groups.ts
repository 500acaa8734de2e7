import type { Deadline } from '@inkling/resilience'
import type { ErrorBatch } from '@inkling/telemetry'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'

type Platform = Pick<Database, 'platform'>

export interface ErrorGroupRow {
  readonly id: string
  readonly service: string
  readonly code: string
  readonly route: string
  readonly place: string
  readonly classes: string
  readonly reason: string
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
  readonly traceId: string | null
  readonly state: 'open' | 'resolved' | 'regressed'
  readonly resolvedAt: Date | null
  /** How many tenants are stored, about 1,000 at most. */
  readonly tenantCount: number
}

interface ErrorTenantRow {
  readonly tenantId: string
  readonly count: number
  readonly lastAt: Date
}

export interface ErrorGroupDetails extends ErrorGroupRow {
  readonly tenants: readonly ErrorTenantRow[]
}

export interface ErrorGroupFilter {
  readonly state?: ErrorGroupRow['state'] | undefined
  readonly service?: string | undefined
  readonly code?: string | undefined
  readonly tenantId?: string | undefined
  /** Of the last fault. */
  readonly since?: Date | undefined
}

/** The place of a group in the list, the newest fault first. Times are kept to the millisecond. */
export interface ErrorGroupKey {
  readonly lastAt: string
  readonly id: string
}

/** Adds the counts of a batch; a repetition changes nothing. */
export const putErrorGroups = (
  database: Platform,
  { source, number, groups }: ErrorBatch,
  deadline: Deadline,
): Promise<void> =>
  database.platform({ name: 'put error groups', deadline }, async (sql) => {
    await sql`select operations.put_error_groups(${source}, ${number}, ${sql.json(groups as never)})`
  })

/** Deletes groups whose last fault was 90 days ago. */
export const pruneErrorGroups = (database: Platform): Promise<void> =>
  database.platform({ name: 'prune error groups' }, async (sql) => {
    await sql`select operations.prune_error_groups()`
  })

/** At most `limit` groups that stand after `before` in the list. */
export const listErrorGroups = (
  database: Platform,
  { state, service, code, tenantId, since }: ErrorGroupFilter,
  before: ErrorGroupKey | undefined,
  limit: number,
  deadline: Deadline,
) =>
  database.platform(
    { name: 'list error groups', deadline },
    (sql) => sql<ErrorGroupRow[]>`
      select ${columns(sql)} from operations.error_groups g where true
        ${before ? sql`and (last_at, id) < (${before.lastAt}::timestamptz, ${before.id})` : sql``}
        ${state ? sql`and state = ${state}` : sql``}
        ${service ? sql`and service = ${service}` : sql``}
        ${code ? sql`and code = ${code}` : sql``}
        ${since ? sql`and last_at >= ${since}` : sql``}
        ${tenantId ? ofTenant(sql, tenantId) : sql``}
      order by last_at desc, id desc limit ${limit}`,
  )

/** A group and its tenants, the newest `mostTenants` of them; undefined if there is none. */
export const readErrorGroup = (database: Platform, id: string, mostTenants: number, deadline: Deadline) =>
  database.platform({ name: 'read error group', deadline }, async (sql): Promise<ErrorGroupDetails | undefined> => {
    const [group] = await sql<ErrorGroupRow[]>`select ${columns(sql)} from operations.error_groups g where id = ${id}`
    const tenants = await sql<ErrorTenantRow[]>`
      select tenant_id as "tenantId", count::float8, last_at as "lastAt"
      from operations.error_tenants where error_id = ${id} order by last_at desc, tenant_id limit ${mostTenants}`
    return group && { ...group, tenants: [...tenants] }
  })

/** Resolves a group; one that is resolved stays as it is. Returns undefined if there is none. */
export const resolveErrorGroup = (database: Platform, id: string, deadline: Deadline) =>
  database.platform({ name: 'resolve error group', deadline }, async (sql) => {
    await sql`
      update operations.error_groups set state = 'resolved', resolved_at = now()
      where id = ${id} and state <> 'resolved'`
    const [group] = await sql<ErrorGroupRow[]>`select ${columns(sql)} from operations.error_groups g where id = ${id}`
    return group
  })

const ofTenant = (sql: Sql, tenantId: string) =>
  sql`and id in (select error_id from operations.error_tenants where tenant_id = ${tenantId})`

const columns = (sql: Sql) => sql`
  id, service, code, route, place, classes, reason, count::float8, first_at as "firstAt", last_at as "lastAt",
  trace_id as "traceId", state, resolved_at as "resolvedAt",
  (select count(*)::int from operations.error_tenants t where t.error_id = g.id) as "tenantCount"`
