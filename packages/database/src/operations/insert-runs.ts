import type { Operation } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Fragment, Sql, TenantDatabase } from '../client/tenant-database.ts'
import { priorities, type RunRow, toOperation } from './runs.ts'

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

/** What became of each of several runs, in their order. The reason of a run that was refused is an InklingError. */
export type RunOutcomes = PromiseSettledResult<Operation>[]

const runRetryAfterSeconds = 60

/** Where runs of one tenant are recorded, as `packages/queues` submits them. */
export const runLogOf = (runs: TenantDatabase) => ({
  tenantId: runs.tenantId,
  insertUnlessActive: (run: NewRun) => insertRunUnlessActive(runs, run),
  insertUnlessQueued: (asked: readonly NewRun[], mostOpen: (kind: string) => number) =>
    runs.transaction('insert runs unless queued', (sql) => insertRunsUnlessQueued(sql, runs.tenantId, asked, mostOpen)),
})

export const insertRun = ({ tenantId, transaction }: TenantDatabase, run: NewRun): Promise<Operation> =>
  transaction('insert run', (sql) => insertOne(sql, tenantId, run))

/**
 * Returns the newest open run of the kind, or inserts the new one if there is none. Runs that wait for their time or
 * for others do not count. Of many calls at the same moment one inserts.
 */
export function insertRunUnlessActive({ tenantId, transaction }: TenantDatabase, run: NewRun): Promise<Operation> {
  return transaction('insert run unless active', async (sql) => {
    await lockKinds(sql, tenantId, [run])
    const [same] = await findSame(sql, tenantId, [run])
    if (same) return toOperation(same)
    const [active] = await sql<RunRow[]>`
      select * from operations.runs
      where tenant_id = ${tenantId} and kind = ${run.kind} and finished_at is null and ready_at is not null
      order by created_at desc, id desc limit 1`
    return active ? toOperation(active) : insertOne(sql, tenantId, run)
  })
}

/** A run is one that there is already, is refused, or is new. */
type Decision = { readonly found: Operation } | { readonly refusal: InklingError } | { readonly run: NewRun }

/**
 * For each run: returns one that was asked for in the same words and has not begun, or inserts the new one if there is
 * none. A run that began within the second counts as not begun: the caller has sent its request twice. What refuses one
 * run does not keep the others from being inserted.
 * @param mostOpen How many runs of a kind the tenant may have that have not ended.
 */
export async function insertRunsUnlessQueued(
  sql: Sql,
  tenantId: string,
  asked: readonly NewRun[],
  mostOpen: (kind: string) => number,
): Promise<RunOutcomes> {
  await lockKinds(sql, tenantId, asked)
  const [leaders, same, equal, refusals, open] = await Promise.all([
    findLeaders(sql, asked),
    findSame(sql, tenantId, asked),
    findEqual(sql, tenantId, asked),
    findRefusals(sql, tenantId, asked),
    countOpen(sql, tenantId, asked),
  ])
  const decide = (run: NewRun, n: number): Decision => {
    const found = same[n] ?? equal[n]
    if (found) return { found: toOperation(found) }
    const count = open.get(run.kind) ?? 0
    const refusal = refusals[n] ?? (count < mostOpen(run.kind) ? undefined : tooManyRuns(run.kind, mostOpen(run.kind)))
    if (refusal) return { refusal }
    open.set(run.kind, count + 1)
    return { run }
  }
  const decisions: Decision[] = []
  for (const [n, run] of asked.entries()) decisions.push(decisions[leaders[n] ?? n] ?? decide(run, n))
  const inserted = await insert(
    sql,
    tenantId,
    [...new Set(decisions)].flatMap((one) => ('run' in one ? one.run : [])),
  )
  return decisions.map((one) => {
    if ('refusal' in one) return { status: 'rejected', reason: one.refusal }
    return { status: 'fulfilled', value: 'found' in one ? one.found : inserted(one.run.id) }
  })
}

/** Calls that look at the runs of a tenant and kind before they insert some do so one after the other. */
const lockKinds = (sql: Sql, tenantId: string, asked: readonly NewRun[]) => sql`
  select pg_advisory_xact_lock(hashtextextended(${tenantId} || ' ' || kind, 0))
  from unnest(${kindsOf(asked).toSorted()}::text[]) kind`

const kindsOf = (asked: readonly NewRun[]) => [...new Set(asked.map(({ kind }) => kind))]

/** The runs that are asked for, as a table; `n` counts from 0. */
const rowsOf = (sql: Sql, asked: readonly NewRun[]): Fragment => sql`
  jsonb_to_recordset(${sql.json(asked.map(toRow))}::jsonb) as asked (n int, id text, kind text, options jsonb,
    priority smallint, run_at timestamptz, dedupe_key text, after text[], trace_context text)`

const toRow = (run: NewRun, n: number) => ({
  ...{
    n,
    id: run.id,
    kind: run.kind,
    options: { ...run.options },
    priority: priorities.indexOf(run.priority ?? 'normal'),
  },
  run_at: run.runAt ?? null,
  dedupe_key: run.dedupeKey ?? null,
  after: [...(run.after ?? [])],
  trace_context: run.traceContext ?? null,
})

/** By run: the first one of those that are asked for in the same words, or with the same key. */
async function findLeaders(sql: Sql, asked: readonly NewRun[]): Promise<number[]> {
  const rows = await sql<{ leader: number }[]>`
    select least(
      min(n) over (partition by kind, options, priority, run_at, after, dedupe_key),
      case when dedupe_key is not null then min(n) over (partition by kind, dedupe_key) end
    ) as leader
    from ${rowsOf(sql, asked)} order by n`
  return rows.map(({ leader }) => leader)
}

/** By run: the one that an earlier execution of the same request inserted, or that stands for it by its key. */
async function findSame(sql: Sql, tenantId: string, asked: readonly NewRun[]): Promise<(RunRow | undefined)[]> {
  const keyed = sql`
    select n, 1, r.* from ${rowsOf(sql, asked)} join operations.runs r
      on r.kind = asked.kind and r.dedupe_key = asked.dedupe_key
    where r.tenant_id = ${tenantId} and r.finished_at is null`
  const rows = await sql<(RunRow & { n: number })[]>`
    select distinct on (n) * from (
      select n, 0 as rank, r.* from ${rowsOf(sql, asked)} join operations.runs r
        on r.tenant_id = ${tenantId} and r.id = asked.id
      ${asked.some(({ dedupeKey }) => dedupeKey !== undefined) ? sql`union all ${keyed}` : sql``}
    ) found order by n, rank, created_at desc`
  return byRun(asked, rows)
}

async function findEqual(sql: Sql, tenantId: string, asked: readonly NewRun[]): Promise<(RunRow | undefined)[]> {
  const rows = await sql<(RunRow & { n: number })[]>`
    select distinct on (n) n, r.* from ${rowsOf(sql, asked)} join operations.runs r
      on r.kind = asked.kind and r.options = asked.options and r.priority = asked.priority and r.after = asked.after
        and coalesce(r.run_at, 'infinity') = coalesce(asked.run_at, 'infinity')
        and r.dedupe_key is not distinct from asked.dedupe_key
    where r.tenant_id = ${tenantId} and r.finished_at is null
      and (r.state = 'queued' or r.created_at > now() - interval '1 second')
    order by n, r.created_at desc, r.id desc`
  return byRun(asked, rows)
}

function byRun(asked: readonly NewRun[], rows: readonly (RunRow & { n: number })[]): (RunRow | undefined)[] {
  const found = new Map(rows.map((row) => [row.n, row]))
  return asked.map((_, n) => found.get(n))
}

async function countOpen(sql: Sql, tenantId: string, asked: readonly NewRun[]): Promise<Map<string, number>> {
  const rows = await sql<{ kind: string; runs: number }[]>`
    select kind, count(*)::int as runs from operations.runs
    where tenant_id = ${tenantId} and kind = any (${kindsOf(asked)}::text[]) and finished_at is null group by kind`
  return new Map(rows.map(({ kind, runs }) => [kind, runs]))
}

const tooManyRuns = (kind: string, mostOpen: number) =>
  new InklingError(
    'quota_exceeded',
    `A tenant may have ${mostOpen} ${kind} runs at a time: 1 that runs and ${mostOpen - 1} that wait. ` +
      'Wait until one of them ends, or cancel one.',
    { retryAfterSeconds: runRetryAfterSeconds },
  )

/** By run: why it is refused, whatever other runs there are. */
async function findRefusals(
  sql: Sql,
  tenantId: string,
  asked: readonly NewRun[],
): Promise<(InklingError | undefined)[]> {
  const [holds, predecessors] = await Promise.all([
    sql<{ subject: string; name: string }[]>`
      select subject, name from operations.run_holds
      where state = 'draining' and (subject = 'queue' and name = any (${kindsOf(asked)}::text[])
        or subject = 'tenant' and name = ${tenantId})`,
    sql<{ id: string; state: string }[]>`
      select id, state from operations.runs
      where tenant_id = ${tenantId} and id = any (${asked.flatMap(({ after = [] }) => after)}::text[])`,
  ])
  const states = new Map(predecessors.map(({ id, state }) => [id, state]))
  const drains = (kind: string) => {
    if (holds.some(({ subject, name }) => subject === 'queue' && name === kind)) return draining(`${kind} runs`)
    return holds.some(({ subject }) => subject === 'tenant') ? draining('runs of this tenant') : undefined
  }
  return asked.map(({ kind, after = [] }) => drains(kind) ?? wrongPredecessor(after, states))
}

const draining = (what: string) =>
  new InklingError('overloaded', `An operator lets the ${what} come to an end, so no further one is taken now`, {
    retryAfterSeconds: runRetryAfterSeconds,
  })

/** A predecessor must exist, and neither have failed nor been cancelled. */
function wrongPredecessor(after: readonly string[], states: ReadonlyMap<string, string>): InklingError | undefined {
  const errors = after.flatMap((id, n) => {
    const state = states.get(id)
    const fault = (code: string, detail: string) => [{ pointer: `/after/${n}`, code, detail }]
    if (!state) return fault('not_found', `There is no operation ${id}`)
    return state === 'failed' || state === 'cancelled' ? fault('ended', `The operation ${id} has ended: ${state}`) : []
  })
  if (errors.length === 0) return undefined
  const text = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ')
  return new InklingError('validation_failed', text, { errors })
}

/** @throws InklingError overloaded, validation_failed */
async function insertOne(sql: Sql, tenantId: string, run: NewRun): Promise<Operation> {
  const [refusal] = await findRefusals(sql, tenantId, [run])
  if (refusal) throw refusal
  const inserted = await insert(sql, tenantId, [run])
  return inserted(run.id)
}

/** Inserts runs: each waits for a worker at once, unless it waits for its time or for other runs. */
async function insert(sql: Sql, tenantId: string, asked: readonly NewRun[]): Promise<(id: string) => Operation> {
  const rows = await sql<RunRow[]>`
    insert into operations.runs (tenant_id, id, kind, options, priority, run_at, dedupe_key, after, trace_context,
      ready_at)
    select ${tenantId}, id, kind, options, priority, run_at, dedupe_key, after, trace_context,
      case when after = '{}' and (run_at is null or run_at <= now()) then date_trunc('milliseconds', now()) end
    from ${rowsOf(sql, asked)} order by n
    returning *`
  const operations = new Map(rows.map((row) => [row.id, toOperation(row)]))
  return (id) => {
    const operation = operations.get(id)
    if (!operation) throw new Error(`run ${id} of tenant ${tenantId} was inserted, but the insert returned no row`)
    return operation
  }
}
