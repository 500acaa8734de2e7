import type { Operation } from '@inkling/contracts'
import type { Database, Sql } from '@inkling/database'
import { InklingError } from '@inkling/errors'

interface RunRow {
  readonly id: string
  readonly kind: string
  readonly state: Operation['state']
  readonly progress: number
  readonly options: Record<string, unknown>
  readonly result: Record<string, unknown> | null
  readonly error: string | null
  readonly created_at: Date
  readonly started_at: Date | null
  readonly finished_at: Date | null
}

export interface RunKey {
  readonly createdAt: string
  readonly id: string
}

const toOperation = (row: RunRow): Operation => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  progress: row.progress,
  options: row.options,
  result: row.result,
  error: row.error,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
})

export function insertRun(
  database: Database,
  tenantId: string,
  id: string,
  kind: string,
  options: object,
): Promise<Operation> {
  return database.tenant(tenantId, { name: 'insert run' }, (sql) => insert(sql, tenantId, id, kind, options))
}

/**
 * The newest run of the kind that is queued or running, or else a new one; of many at once one inserts. One that shows no end after a day
 * was lost with its queue, and counts no more.
 */
export function insertRunUnlessActive(
  database: Database,
  tenantId: string,
  id: string,
  kind: string,
  options: object,
): Promise<Operation> {
  return database.tenant(tenantId, { name: 'insert run unless active' }, async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${tenantId} ${kind}`}, 0))`
    const [active] = await sql<RunRow[]>`
      select * from operations.runs
      where tenant_id = ${tenantId} and kind = ${kind} and finished_at is null and created_at > now() - interval '1 day'
      order by created_at desc, id desc limit 1`
    return active ? toOperation(active) : insert(sql, tenantId, id, kind, options)
  })
}

async function insert(sql: Sql, tenantId: string, id: string, kind: string, options: object): Promise<Operation> {
  const [row] = await sql<RunRow[]>`
    insert into operations.runs (tenant_id, id, kind, options) values (${tenantId}, ${id}, ${kind}, ${sql.json({ ...options })})
    returning *`
  if (!row) throw new Error('insert returned no row')
  return toOperation(row)
}

/** Ends a run that could not be queued. */
export async function failRun(database: Database, tenantId: string, id: string, error: string): Promise<void> {
  await database.tenant(
    tenantId,
    { name: 'fail run' },
    (sql) => sql`
    update operations.runs set state = 'failed', error = ${error}, finished_at = now()
    where tenant_id = ${tenantId} and id = ${id} and state = 'queued'`,
  )
}

/** @throws InklingError not_found, also for another tenant's */
export function readRun(database: Database, tenantId: string, id: string): Promise<Operation> {
  return database.tenant(tenantId, { name: 'read run' }, async (sql) => {
    const [row] = await sql<RunRow[]>`select * from operations.runs where tenant_id = ${tenantId} and id = ${id}`
    if (!row) throw new InklingError('not_found', `There is no operation ${id}`)
    return toOperation(row)
  })
}

/** Runs before `before`, newest first. */
export function listRuns(
  database: Database,
  tenantId: string,
  before: RunKey | undefined,
  limit: number,
): Promise<Operation[]> {
  return database.tenant(tenantId, { name: 'list runs' }, async (sql) => {
    const rows = await sql<RunRow[]>`
      select * from operations.runs
      where tenant_id = ${tenantId}
        and (created_at, id) < (${before?.createdAt ?? 'infinity'}::text::timestamptz, ${before?.id ?? ''})
      order by created_at desc, id desc limit ${limit}`
    return rows.map(toOperation)
  })
}
