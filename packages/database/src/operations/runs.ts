import type { Operation } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

export interface RunRow {
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
  readonly priority: number
  readonly run_at: Date | null
  readonly dedupe_key: string | null
  readonly after: readonly string[]
}

export const priorities = ['high', 'normal', 'low'] as const

/** The place of a run in the list, newest first. */
export interface RunKey {
  readonly createdAt: string
  readonly id: string
}

/** The facts that decide whether a tenant needs another run of a kind. */
export interface RunActivity {
  /** When the newest run was created; undefined if there was none. */
  readonly lastMs: number | undefined
  /** Whether a run waits for a worker or is running. */
  readonly isActive: boolean
}

export const toOperation = (row: RunRow): Operation => ({
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
  priority: priorities[row.priority] ?? 'normal',
  ...(row.run_at && { runAt: row.run_at.toISOString() }),
  ...(row.dedupe_key !== null && { dedupeKey: row.dedupe_key }),
  ...(row.after.length > 0 && { after: [...row.after] }),
})

const noSuchRun = (id: string) => new InklingError('not_found', `There is no operation ${id}`)

/** @throws InklingError not_found, also if the run is another tenant's */
export function readRun({ tenantId, transaction }: TenantDatabase, id: string): Promise<Operation> {
  return transaction('read run', async (sql) => {
    const [row] = await sql<RunRow[]>`select * from operations.runs where tenant_id = ${tenantId} and id = ${id}`
    if (!row) throw noSuchRun(id)
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
      select (extract(epoch from max(created_at)) * 1000)::float8 as "lastMs",
        bool_or(finished_at is null and ready_at is not null) as "isActive"
      from operations.runs where tenant_id = ${tenantId} and kind = ${kind}`
    return { lastMs: row?.lastMs ?? undefined, isActive: row?.isActive ?? false }
  })
}

/** Marks a run as running, from progress 0. Returns how often it began; 0 if it has ended, and then stays as it is. */
export async function beginRun({ tenantId, transaction }: TenantDatabase, id: string): Promise<number> {
  const [run] = await transaction(
    'begin run',
    (sql) => sql<{ attempts: number }[]>`
      update operations.runs set
        state = 'running', progress = 0, attempts = attempts + 1, started_at = coalesce(started_at, now()),
        handed_at = coalesce(handed_at, now())
      where tenant_id = ${tenantId} and id = ${id} and finished_at is null returning attempts::int`,
  )
  return run?.attempts ?? 0
}

/** Lets a run wait for a worker again, because its job was lost or taken back. */
export const requeueRun = (database: TenantDatabase, id: string): Promise<boolean> =>
  change(database, id, 'queue run again', (sql) => sql`state = 'queued', progress = 0, handed_at = null`)

/** Whether a run is known to have ended, such as by being cancelled. */
export function hasRunEnded({ tenantId, transaction }: TenantDatabase, id: string): Promise<boolean> {
  return transaction('look whether run ended', async (sql) => {
    const rows = await sql`
      select from operations.runs where tenant_id = ${tenantId} and id = ${id} and finished_at is not null`
    return rows.length > 0
  })
}

/**
 * Cancels a run that has not ended. A run that was cancelled before is returned as it is.
 * @throws InklingError not_found; conflict if the run has succeeded or failed, or is an erasure
 */
export function cancelRun({ tenantId, transaction }: TenantDatabase, id: string): Promise<Operation> {
  return transaction('cancel run', async (sql) => {
    const [row] = await sql<RunRow[]>`
      select * from operations.runs where tenant_id = ${tenantId} and id = ${id} for update`
    if (!row) throw noSuchRun(id)
    if (row.state === 'cancelled') return toOperation(row)
    if (row.finished_at) throw new InklingError('conflict', `The operation ${id} has already ended: it ${row.state}`)
    if (row.kind === 'erase') throw new InklingError('conflict', 'An erasure cannot be cancelled')
    const [cancelled = row] = await sql<RunRow[]>`
      update operations.runs set state = 'cancelled', finished_at = now()
      where tenant_id = ${tenantId} and id = ${id} returning *`
    return toOperation(cancelled)
  })
}

/** @param progress From 0 to 1. */
export const setRunProgress = (database: TenantDatabase, id: string, progress: number): Promise<boolean> =>
  change(database, id, 'run progress', (sql) => sql`state = 'running', progress = ${progress}`)

export const succeedRun = (database: TenantDatabase, id: string, result: object): Promise<boolean> =>
  change(
    database,
    id,
    'end run',
    (sql) => sql`state = 'succeeded', progress = 1, result = ${sql.json({ ...result })}, finished_at = now()`,
  )

/** What operators read of a failure. */
export interface FailureFacts {
  /** What was asked for cannot be done: the run fails and is no dead letter, because to replay it would not help. */
  readonly isRefusal?: boolean
  readonly stack?: string | undefined
  readonly traceId?: string | undefined
}

/** Fails a run for good, so that it is a dead letter, unless it was refused. Cursors of those hold milliseconds. */
export const failRun = (
  database: TenantDatabase,
  id: string,
  error: string,
  { isRefusal = false, stack, traceId }: FailureFacts = {},
): Promise<boolean> =>
  change(
    database,
    id,
    'end run',
    (sql) => sql`
      state = 'failed', error = ${error}, finished_at = date_trunc('milliseconds', now()),
      dead_letter = ${isRefusal ? null : 'waiting'}, stack = ${stack ?? null}, failed_trace_id = ${traceId ?? null}`,
  )

/** Changes a run that has not ended; a run that has ended stays as it is. Returns whether it changed. */
async function change(
  { tenantId, transaction }: TenantDatabase,
  id: string,
  name: string,
  assignments: (sql: Sql) => ReturnType<Sql>,
): Promise<boolean> {
  const { count } = await transaction(
    name,
    (sql) => sql`
      update operations.runs set ${assignments(sql)}
      where tenant_id = ${tenantId} and id = ${id} and finished_at is null`,
  )
  return count > 0
}
