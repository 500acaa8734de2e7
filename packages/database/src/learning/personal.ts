import type { Sql } from '../client/tenant-database.ts'
import { ofUserOrSession, type Person, type PersonalTable, rowsOf } from '../users/person.ts'

const receipts = { table: 'learning.receipts', at: 'created_at', isOf: ofUserOrSession } satisfies PersonalTable
const feedback = { table: 'learning.feedback', at: 'received_at', isOf: ofUserOrSession } satisfies PersonalTable
const robots = { table: 'learning.robot_sessions', at: 'started_at', isOf: ofUserOrSession } satisfies PersonalTable
const units = {
  table: 'learning.experiment_units',
  at: 'first_at',
  isOf: (sql, { userId, sessions }) => {
    const own = [`user ${userId}`, ...sessions.map((session) => `session ${session}`)]
    return sql`unit = any (${own}::text[])`
  },
} satisfies PersonalTable

export const learningPersonal: readonly PersonalTable[] = [receipts, feedback, robots, units]

/** What a person searched for, and how often on which day. */
export interface PersonalQuery {
  readonly query: string
  readonly day: string
  readonly searches: number
  /** Whether anybody else searched for it on that day. */
  readonly isShared: boolean
}

export interface ErasedAnswers {
  /** By table, how many rows are gone. */
  readonly rows: Record<string, number>
  readonly queries: readonly PersonalQuery[]
}

/** Deletes the answers that a person got, and what was told of them. */
export async function eraseAnswers(sql: Sql, tenantId: string, person: Person): Promise<ErasedAnswers> {
  const { count: waiting } = await sql`
    delete from learning.waiting_feedback where tenant_id = ${tenantId} and receipt_id in (
      select id from learning.receipts where ${rowsOf(sql, tenantId, receipts, person)})`
  const { count: told } = await sql`
    delete from learning.feedback where tenant_id = ${tenantId} and receipt_id in (
      select id from learning.receipts where ${rowsOf(sql, tenantId, receipts, person)})`
  const { count: alone } = await sql`delete from learning.feedback where ${rowsOf(sql, tenantId, feedback, person)}`
  const { count: inExperiments } = await sql`
    delete from learning.experiment_units where ${rowsOf(sql, tenantId, units, person)}`
  const { count: marked } = await sql`
    delete from learning.robot_sessions where ${rowsOf(sql, tenantId, robots, person)}`
  const queries = await searchedFor(sql, tenantId, person)
  const { count: answers } = await sql`delete from learning.receipts where ${rowsOf(sql, tenantId, receipts, person)}`
  return {
    rows: {
      'learning.waiting_feedback': waiting,
      'learning.feedback': told + alone,
      'learning.experiment_units': inExperiments,
      'learning.robot_sessions': marked,
      'learning.receipts': answers,
    },
    queries,
  }
}

const searchedFor = (sql: Sql, tenantId: string, person: Person) => sql<PersonalQuery[]>`
  with own as (
    select query, (created_at at time zone 'utc')::date as day, count(*) as searches from learning.receipts
    where ${rowsOf(sql, tenantId, receipts, person)} and kind = 'search' and query <> '' group by 1, 2
  )
  select query, day::text, searches::float8 as searches, exists (
    select from learning.receipts r
    where r.tenant_id = ${tenantId} and r.kind = 'search' and r.query = own.query
      and r.created_at >= own.day::timestamp at time zone 'utc'
      and r.created_at < (own.day + 1)::timestamp at time zone 'utc'
      and not (r.user_id is not distinct from ${person.userId}
        or r.user_id is null and r.session_id = any (${[...person.sessions]}::text[]))
  ) as "isShared" from own`

/**
 * Forgets what the tenant's models learned from the stream: it cannot be told whose it is. Models learn again from the
 * events that are there. Whoever learned before is fenced.
 */
export async function forgetLearnedStates(sql: Sql, tenantId: string): Promise<void> {
  await sql`delete from learning.states where tenant_id = ${tenantId}`
  await sql`delete from learning.homes where tenant_id = ${tenantId}`
  await sql`delete from learning.challengers where tenant_id = ${tenantId} and learned is not null`
}

/**
 * Forgets what suggestions learned from feedback. The learner then begins at the first feedback again, and what it
 * counted in the sums of answers it counts no second time. The caller holds the lock of the tenant's learning.
 */
export async function forgetTaught(sql: Sql, tenantId: string): Promise<void> {
  await sql`delete from learning.item_outcomes where tenant_id = ${tenantId}`
  await sql`delete from learning.leagues where tenant_id = ${tenantId}`
  await sql`delete from learning.ranker_versions where tenant_id = ${tenantId}`
  await sql`delete from learning.rankers where tenant_id = ${tenantId} and scenario <> ''`
  await sql`
    update learning.rankers set
      weights = '{}', state = '{}', cases = 0, version = version + 1, prefetch_threshold = null,
      prefetch_learned_at = null, feedback_xid = '1', feedback_seq = -1,
      (counted_xid, counted_seq) = (
        select xid, seq from (values (counted_xid, counted_seq), (feedback_xid, feedback_seq)) p (xid, seq)
        where xid is not null order by xid desc, seq desc limit 1)
    where tenant_id = ${tenantId} and scenario = ''`
}
