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
  readonly priority: number
  readonly run_at: Date | null
  readonly dedupe_key: string | null
  readonly after: readonly string[]
}

const priorities = ['high', 'normal', 'low'] as const

/** When and in which order a run is done. */
export interface RunOrder {
  /** Default: normal. */
  readonly priority?: (typeof priorities)[number] | undefined
  /** It does not begin before this time. */
  readonly runAt?: string | undefined
  /** While a run of the kind with this key has not ended, that one stands for the new one. */
  readonly dedupeKey?: string | undefined
  /** It begins when these runs of the tenant have succeeded. */
  readonly after?: readonly string[] | undefined
}

export interface NewRun extends RunOrder {
  readonly id: string
  readonly kind: string
  /** The options of the run, as its operation shows them. */
  readonly options: object
  /** Of the request that asks for it: its job continues the trace. */
  readonly traceContext?: string | undefined
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
  /** Whether a run waits for a worker or is running. */
  readonly isActive: boolean
}

const runRetryAfterSeconds = 60

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
  priority: priorities[row.priority] ?? 'normal',
  ...(row.run_at && { runAt: row.run_at.toISOString() }),
  ...(row.dedupe_key !== null && { dedupeKey: row.dedupe_key }),
  ...(row.after.length > 0 && { after: [...row.after] }),
})

export const insertRun = (database: TenantDatabase, run: NewRun): Promise<Operation> =>
  database.transaction('insert run', (sql) => insert(sql, database.tenantId, run))

/** Calls that look at the runs of a tenant and kind before they insert one do so one after the other. */
const lockRuns = (sql: Sql, tenantId: string, kind: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`${tenantId} ${kind}`}, 0))`

/** Where runs of one tenant are recorded, as `packages/queues` submits them. */
export const runLogOf = (runs: TenantDatabase) => ({
  tenantId: runs.tenantId,
  insertUnlessActive: (run: NewRun) => insertRunUnlessActive(runs, run),
  insertUnlessQueued: (run: NewRun, mostOpen: number) => insertRunUnlessQueued(runs, run, mostOpen),
})

/** The run that an earlier execution of the same request inserted, or one that stands for the new one by its key. */
async function findSame(sql: Sql, tenantId: string, { id, kind, dedupeKey }: NewRun) {
  const [row] = await sql<RunRow[]>`
    select * from operations.runs
    where tenant_id = ${tenantId}
      and (id = ${id} or kind = ${kind} and dedupe_key = ${dedupeKey ?? null} and finished_at is null)
    order by id = ${id} desc limit 1`
  return row && toOperation(row)
}

/**
 * Returns the newest open run of the kind, or inserts the new one if there is none. Runs that wait for their time or
 * for others do not count. Of many calls at the same moment one inserts.
 */
export function insertRunUnlessActive({ tenantId, transaction }: TenantDatabase, run: NewRun): Promise<Operation> {
  return transaction('insert run unless active', async (sql) => {
    await lockRuns(sql, tenantId, run.kind)
    const before = await findSame(sql, tenantId, run)
    if (before) return before
    const [active] = await sql<RunRow[]>`
      select * from operations.runs
      where tenant_id = ${tenantId} and kind = ${run.kind} and finished_at is null and ready_at is not null
      order by created_at desc, id desc limit 1`
    return active ? toOperation(active) : insert(sql, tenantId, run)
  })
}

/**
 * Returns a run that was asked for in the same words and has not begun, or inserts the new one if there is none. A run
 * that began within the second counts as not begun: the caller has sent its request twice.
 * @param mostOpen How many runs of the kind the tenant may have that have not ended.
 * @throws InklingError quota_exceeded
 */
export function insertRunUnlessQueued(
  { tenantId, transaction }: TenantDatabase,
  run: NewRun,
  mostOpen: number,
): Promise<Operation> {
  return transaction('insert run unless queued', async (sql) => {
    await lockRuns(sql, tenantId, run.kind)
    const before = await findSame(sql, tenantId, run)
    if (before) return before
    const open = sql`tenant_id = ${tenantId} and kind = ${run.kind} and finished_at is null`
    const [equal] = await sql<RunRow[]>`
      select * from operations.runs
      where ${open} and options = ${sql.json({ ...run.options })} and priority = ${rankOf(run)}
        and run_at is not distinct from ${run.runAt ?? null}::timestamptz and after = ${[...(run.after ?? [])]}::text[]
        and dedupe_key is not distinct from ${run.dedupeKey ?? null}
        and (state = 'queued' or created_at > now() - interval '1 second')
      order by created_at desc, id desc limit 1`
    if (equal) return toOperation(equal)
    const [count] = await sql<{ runs: number }[]>`select count(*)::int as runs from operations.runs where ${open}`
    if (count && count.runs >= mostOpen) throw tooManyRuns(run.kind, mostOpen)
    return insert(sql, tenantId, run)
  })
}

const tooManyRuns = (kind: string, mostOpen: number) =>
  new InklingError(
    'quota_exceeded',
    `A tenant may have ${mostOpen} ${kind} runs at a time: 1 that runs and ${mostOpen - 1} that wait. ` +
      'Wait until one of them ends, or cancel one.',
    { retryAfterSeconds: runRetryAfterSeconds },
  )

const rankOf = ({ priority = 'normal' }: RunOrder) => priorities.indexOf(priority)

/** Inserts a run: it waits for a worker at once, unless it waits for its time or for other runs. */
async function insert(sql: Sql, tenantId: string, run: NewRun): Promise<Operation> {
  const { id, kind, options, runAt = null, dedupeKey = null, after = [], traceContext = null } = run
  await refuseIfDraining(sql, tenantId, kind)
  if (after.length > 0) await checkPredecessors(sql, tenantId, after)
  const [row] = await sql<RunRow[]>`
    insert into operations.runs (tenant_id, id, kind, options, priority, run_at, dedupe_key, after, trace_context,
      ready_at)
    values (${tenantId}, ${id}, ${kind}, ${sql.json({ ...options })}, ${rankOf(run)}, ${runAt}::timestamptz,
      ${dedupeKey}, ${[...after]}::text[], ${traceContext},
      case when ${after.length} = 0 and (${runAt}::timestamptz is null or ${runAt}::timestamptz <= now())
        then date_trunc('milliseconds', now()) end)
    returning *`
  if (!row) throw new Error(`run ${id} of tenant ${tenantId} was inserted, but the insert returned no row`)
  return toOperation(row)
}

async function refuseIfDraining(sql: Sql, tenantId: string, kind: string): Promise<void> {
  const [hold] = await sql<{ subject: string }[]>`
    select subject from operations.run_holds
    where state = 'draining' and (subject, name) in (('queue', ${kind}), ('tenant', ${tenantId})) limit 1`
  if (!hold) return
  const what = hold.subject === 'queue' ? `${kind} runs` : 'runs of this tenant'
  throw new InklingError('overloaded', `An operator lets the ${what} come to an end, so no further one is taken now`, {
    retryAfterSeconds: runRetryAfterSeconds,
  })
}

/** @throws InklingError validation_failed if a predecessor does not exist, failed or was cancelled */
async function checkPredecessors(sql: Sql, tenantId: string, after: readonly string[]): Promise<void> {
  const found = await sql<{ id: string; state: string }[]>`
    select id, state from operations.runs where tenant_id = ${tenantId} and id = any (${[...after]}::text[])`
  const states = new Map(found.map(({ id, state }) => [id, state]))
  const errors = after.flatMap((id, n) => {
    const state = states.get(id)
    const fault = (code: string, detail: string) => [{ pointer: `/after/${n}`, code, detail }]
    if (!state) return fault('not_found', `There is no operation ${id}`)
    return state === 'failed' || state === 'cancelled' ? fault('ended', `The operation ${id} has ended: ${state}`) : []
  })
  if (errors.length > 0)
    throw new InklingError(
      'validation_failed',
      errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '),
      {
        errors,
      },
    )
}

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

/** Marks a run as running, from progress 0. A run that has ended stays as it is. */
export const beginRun = (database: TenantDatabase, id: string): Promise<boolean> =>
  change(
    database,
    id,
    'begin run',
    (sql) => sql`
      state = 'running', progress = 0, attempts = attempts + 1, started_at = coalesce(started_at, now()),
      handed_at = coalesce(handed_at, now())`,
  )

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
  readonly stack?: string | undefined
  readonly traceId?: string | undefined
}

/** Fails a run for good, so that it is a dead letter. Cursors of those hold milliseconds. */
export const failRun = (
  database: TenantDatabase,
  id: string,
  error: string,
  { stack, traceId }: FailureFacts = {},
): Promise<boolean> =>
  change(
    database,
    id,
    'end run',
    (sql) => sql`
      state = 'failed', error = ${error}, finished_at = date_trunc('milliseconds', now()), dead_letter = 'waiting',
      stack = ${stack ?? null}, failed_trace_id = ${traceId ?? null}`,
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
