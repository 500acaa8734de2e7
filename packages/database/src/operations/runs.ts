import type { Operation } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

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

export interface NewRun {
  readonly id: string
  readonly kind: string
  /** The options of the run, as its operation shows them. */
  readonly options: object
}

/** The place of a run in the list, newest first. */
export interface RunKey {
  readonly createdAt: string
  readonly id: string
}

/** The facts that decide whether a tenant needs another run of a kind. */
export interface RunActivity {
  /** When the newest run was created; undefined if there was none. */
  readonly lastMs: number | undefined
  /** Whether a run is queued or running. */
  readonly isActive: boolean
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

/**
 * Holds for a run that is queued or running. A run without an end after a day was lost with its queue, and is not
 * active.
 */
const isActive = (sql: Sql) => sql`finished_at is null and created_at > now() - interval '1 day'`

export const insertRun = (database: TenantDatabase, run: NewRun): Promise<Operation> =>
  database.transaction('insert run', (sql) => insert(sql, database.tenantId, run))

/**
 * Returns the newest active run of the kind, or inserts the new one if there is none. Of many calls at the same moment
 * one inserts.
 */
export function insertRunUnlessActive({ tenantId, transaction }: TenantDatabase, run: NewRun): Promise<Operation> {
  return transaction('insert run unless active', async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${tenantId} ${run.kind}`}, 0))`
    const [active] = await sql<RunRow[]>`
      select * from operations.runs where tenant_id = ${tenantId} and kind = ${run.kind} and ${isActive(sql)}
      order by created_at desc, id desc limit 1`
    return active ? toOperation(active) : insert(sql, tenantId, run)
  })
}

/**
 * Returns a run that was asked for in the same words and has not begun, or inserts the new one if there is none. A run
 * that began within the second counts as not begun: the caller has sent its request twice.
 */
export function insertRunUnlessQueued({ tenantId, transaction }: TenantDatabase, run: NewRun): Promise<Operation> {
  return transaction('insert run unless queued', async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${tenantId} ${run.kind}`}, 0))`
    const [queued] = await sql<RunRow[]>`
      select * from operations.runs where tenant_id = ${tenantId} and kind = ${run.kind} and ${isActive(sql)}
        and options = ${sql.json({ ...run.options })}
        and (state = 'queued' or created_at > now() - interval '1 second')
      order by created_at desc, id desc limit 1`
    return queued ? toOperation(queued) : insert(sql, tenantId, run)
  })
}

async function insert(sql: Sql, tenantId: string, { id, kind, options }: NewRun): Promise<Operation> {
  const [row] = await sql<RunRow[]>`
    insert into operations.runs (tenant_id, id, kind, options)
    values (${tenantId}, ${id}, ${kind}, ${sql.json({ ...options })}) returning *`
  if (!row) throw new Error(`run ${id} of tenant ${tenantId} was inserted, but the insert returned no row`)
  return toOperation(row)
}

/** @throws InklingError not_found, also if the run is another tenant's */
export function readRun({ tenantId, transaction }: TenantDatabase, id: string): Promise<Operation> {
  return transaction('read run', async (sql) => {
    const [row] = await sql<RunRow[]>`select * from operations.runs where tenant_id = ${tenantId} and id = ${id}`
    if (!row) throw new InklingError('not_found', `There is no operation ${id}`)
    return toOperation(row)
  })
}

/** At most `limit` runs that stand after `before` in the list, newest first. */
export function listRuns(
  { tenantId, transaction }: TenantDatabase,
  before: RunKey | undefined,
  limit: number,
): Promise<Operation[]> {
  return transaction('list runs', async (sql) => {
    const rows = await sql<RunRow[]>`
      select * from operations.runs
      where tenant_id = ${tenantId}
        and (created_at, id) < (${before?.createdAt ?? 'infinity'}::text::timestamptz, ${before?.id ?? ''})
      order by created_at desc, id desc limit ${limit}`
    return rows.map(toOperation)
  })
}

export function readRunActivity({ tenantId, transaction }: TenantDatabase, kind: string): Promise<RunActivity> {
  return transaction('run activity', async (sql) => {
    const [row] = await sql<{ lastMs: number | null; isActive: boolean | null }[]>`
      select (extract(epoch from max(created_at)) * 1000)::float8 as "lastMs", bool_or(${isActive(sql)}) as "isActive"
      from operations.runs where tenant_id = ${tenantId} and kind = ${kind}`
    return { lastMs: row?.lastMs ?? undefined, isActive: row?.isActive ?? false }
  })
}

/** Ends a run that could not be queued as failed. A run that is running or has ended stays as it is. */
export async function failQueuedRun(
  { tenantId, transaction }: TenantDatabase,
  id: string,
  error: string,
): Promise<void> {
  await transaction(
    'fail run',
    (sql) => sql`
      update operations.runs set state = 'failed', error = ${error}, finished_at = now()
      where tenant_id = ${tenantId} and id = ${id} and state = 'queued'`,
  )
}

/** Marks a run as running, from progress 0. */
export const beginRun = (database: TenantDatabase, id: string): Promise<void> =>
  change(
    database,
    id,
    'begin run',
    (sql) => sql`state = 'running', progress = 0, started_at = coalesce(started_at, now())`,
  )

/** @param progress From 0 to 1. */
export const setRunProgress = (database: TenantDatabase, id: string, progress: number): Promise<void> =>
  change(database, id, 'run progress', (sql) => sql`progress = ${progress}`)

export const succeedRun = (database: TenantDatabase, id: string, result: object): Promise<void> =>
  change(
    database,
    id,
    'end run',
    (sql) => sql`state = 'succeeded', progress = 1, result = ${sql.json({ ...result })}, finished_at = now()`,
  )

export const failRun = (database: TenantDatabase, id: string, error: string): Promise<void> =>
  change(database, id, 'end run', (sql) => sql`state = 'failed', error = ${error}, finished_at = now()`)

/** Changes a run that has not ended; a run that has ended stays as it is. */
async function change(
  { tenantId, transaction }: TenantDatabase,
  id: string,
  name: string,
  assignments: (sql: Sql) => ReturnType<Sql>,
): Promise<void> {
  await transaction(
    name,
    (sql) => sql`
      update operations.runs set ${assignments(sql)}
      where tenant_id = ${tenantId} and id = ${id} and finished_at is null`,
  )
}
