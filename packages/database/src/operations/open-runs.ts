import type { Database } from '../client/create-database.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

/** A run that has not ended, and the tenant that asked for it. */
export interface OpenRun {
  readonly tenantId: string
  readonly id: string
  readonly kind: string
  readonly state: 'queued' | 'running'
  readonly options: Record<string, unknown>
}

/** The oldest open run of the kind, which is the one to do now; undefined if it runs already or there is none. */
export function nextRun({ tenantId, transaction }: TenantDatabase, kind: string): Promise<OpenRun | undefined> {
  return transaction('next run', async (sql) => {
    const [oldest] = await sql<OpenRun[]>`
      select ${openRunColumns(sql)} from operations.runs
      where tenant_id = ${tenantId} and kind = ${kind} and finished_at is null
      order by created_at, id limit 1`
    return oldest?.state === 'queued' ? oldest : undefined
  })
}

/** The oldest open run of every tenant and kind, the one that waits longest first. */
export function oldestOpenRuns(database: Pick<Database, 'platform'>): Promise<OpenRun[]> {
  return database.platform({ name: 'list open runs' }, async (sql) => [
    ...(await sql<OpenRun[]>`
      select * from (
        select distinct on (tenant_id, kind) ${openRunColumns(sql)}, created_at from operations.runs
        where finished_at is null order by tenant_id, kind, created_at, id
      ) oldest order by created_at, id`),
  ])
}

const openRunColumns = (sql: Sql) => sql`tenant_id as "tenantId", id, kind, state, options`
