import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../../client/create-database.ts'
import type { Sql } from '../../client/tenant-database.ts'
import { findStatements } from '../statistics-of-statements.ts'
import type { CountedStatement } from './judge-index.ts'

type Platform = Pick<Database, 'platform'>

type AppliedState = 'building' | 'watching' | 'kept' | 'dropping' | 'dropped' | 'failed'

/** Advice that was applied. */
export interface AppliedAdvice {
  readonly id: string
  readonly kind: 'create' | 'drop'
  /** With its schema, quoted. */
  readonly table: string
  /** The index, without the schema, which is that of the table. */
  readonly index: string
  /** What follows the name in `create index`. */
  readonly definition: string
  readonly state: AppliedState
  readonly attempts: number
  readonly reason: string | null
  readonly role: string | null
  readonly queryId: string | null
  readonly statement: string | null
  readonly beforeMs: number | null
  readonly promisedMs: number | null
  readonly measuredMs: number | null
  readonly sizeBytes: number
  readonly baseline: readonly CountedStatement[] | null
  readonly appliedBy: string
  readonly readyAt: Date | null
  readonly changedAt: Date
}

export type NewAdvice = Omit<AppliedAdvice, 'state' | 'attempts' | 'measuredMs' | 'baseline' | 'readyAt' | 'changedAt'>

const keptDays = 30
const columns = `id, kind, table_name as "table", index_name as "index", definition, state, attempts, reason, role,
  query_id::text as "queryId", statement, before_ms as "beforeMs", promised_ms as "promisedMs",
  measured_ms as "measuredMs", size_bytes as "sizeBytes", baseline, applied_by as "appliedBy", ready_at as "readyAt",
  changed_at as "changedAt"`

/** What was applied, the newest first. What ended 30 days ago is forgotten when other advice is applied. */
export const listAppliedAdvice = (database: Platform, deadline?: Deadline): Promise<AppliedAdvice[]> =>
  database.platform({ name: 'list index advice', ...(deadline && { deadline }) }, async (sql) => [
    ...(await sql<
      AppliedAdvice[]
    >`select ${sql.unsafe(columns)} from operations.index_advice order by applied_at desc`),
  ])

/**
 * Notes that advice is to be carried out; what failed is tried again.
 * @throws InklingError conflict if it was applied before, or other advice for the table is at work: the gain of one
 * could not be told from that of the other
 */
export const storeAdvice = (database: Platform, advice: NewAdvice, deadline: Deadline): Promise<AppliedAdvice> =>
  database.platform({ name: 'apply index advice', deadline }, async (sql) => {
    await sql`
      delete from operations.index_advice where changed_at < now() - make_interval(days => ${keptDays})
        and state in ('dropped', 'failed')`
    await sql`lock table operations.index_advice in share row exclusive mode`
    const [open] = await sql<{ id: string }[]>`
      select id from operations.index_advice where table_name = ${advice.table} and id <> ${advice.id}
        and state in ('building', 'watching', 'dropping') limit 1`
    if (open) throw new InklingError('conflict', `Wait until the advice ${open.id} for the same table is done`)
    const { id, kind, table, index, definition, role, queryId, statement, sizeBytes, appliedBy } = advice
    const state = kind === 'create' ? 'building' : 'dropping'
    const [stored] = await sql<AppliedAdvice[]>`
      insert into operations.index_advice as a (id, kind, table_name, index_name, definition, state, role, query_id,
        statement, before_ms, promised_ms, size_bytes, applied_by, reason)
      values (${id}, ${kind}, ${table}, ${index}, ${definition}, ${state}, ${role}, ${queryId}, ${statement},
        ${advice.beforeMs}, ${advice.promisedMs}, ${sizeBytes}, ${appliedBy}, ${advice.reason})
      on conflict (id) do update set state = excluded.state, attempts = 0, reason = excluded.reason,
        applied_by = excluded.applied_by, applied_at = now(), changed_at = now()
      where a.state = 'failed'
      returning ${sql.unsafe(columns)}`
    if (!stored) throw new InklingError('conflict', `The advice ${id} was applied already`)
    return stored
  })

export type AdviceChange = Partial<
  Pick<AppliedAdvice, 'state' | 'attempts' | 'reason' | 'measuredMs' | 'baseline' | 'readyAt'>
>

export const changeAdvice = (database: Platform, id: string, change: AdviceChange): Promise<void> =>
  database.platform({ name: 'note index advice' }, async (sql) => {
    const { state, attempts, reason, measuredMs, baseline, readyAt } = change
    await sql`
      update operations.index_advice set changed_at = now(), state = coalesce(${state ?? null}, state),
        attempts = coalesce(${attempts ?? null}, attempts), reason = coalesce(${reason ?? null}, reason),
        measured_ms = coalesce(${measuredMs ?? null}, measured_ms),
        baseline = coalesce(${baseline ? sql.json(baseline as never) : null}, baseline),
        ready_at = coalesce(${readyAt ?? null}, ready_at)
      where id = ${id}`
  })

/** What pg_stat_statements has counted of the statements of services that name a table. */
export const countStatementsOf = (database: Platform, table: string): Promise<CountedStatement[]> =>
  database.platform({ name: 'count statements of a table' }, async (sql) => {
    const view = await findStatements(sql)
    return view === undefined ? [] : statementsOf(sql, view, table)
  })

const statementsOf = async (sql: Sql, view: string, table: string): Promise<CountedStatement[]> => [
  ...(await sql<CountedStatement[]>`
    select rolname as role, queryid::text as "queryId", sum(calls)::float8 as calls, sum(total_exec_time) as "totalMs",
      bool_or(query ~* '\\m(insert into|update|delete from) ') as writes
    from ${sql(view)} s join pg_roles r on r.oid = userid
    where dbid = (select oid from pg_database where datname = current_database()) and queryid is not null
      and starts_with(rolname, 'inkling_') and strpos(query, ${table}) > 0
    group by 1, 2`),
]
