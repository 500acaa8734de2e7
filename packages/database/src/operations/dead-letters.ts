import type { Database } from '../client/create-database.ts'
import type { Transactions } from '../client/of-all-tenants.ts'
import type { Fragment, Sql } from '../client/tenant-database.ts'

/** A run that failed for good and was neither replayed nor discarded. */
export interface DeadLetterRow {
  readonly id: string
  readonly tenantId: string
  readonly kind: string
  readonly error: string | null
  readonly stack: string | null
  readonly attempts: number
  /** SHA-256 of the options, in the text form that Postgres gives JSON. */
  readonly payloadDigest: string
  readonly traceId: string | null
  readonly createdAt: Date
  readonly failedAt: Date
  readonly replayOf: string | null
  readonly replays: number
}

/** A dead letter fits if it has all that is given. */
export interface DeadLetterFilter {
  readonly ids?: readonly string[] | undefined
  readonly kind?: string | undefined
  readonly tenantId?: string | undefined
  /** The earliest time at which it failed. */
  readonly since?: Date | undefined
}

/** The place of a dead letter in the list, newest first. */
export interface DeadLetterKey {
  readonly failedAt: string
  readonly tenantId: string
  readonly id: string
}

export interface Replay {
  /** By dead letter: the id of the run that replays it. */
  readonly newId: () => string
  readonly perSecond: number
  readonly most: number
}

const matches = (sql: Sql, { ids, kind, tenantId, since }: DeadLetterFilter): Fragment => sql`
  dead_letter = 'waiting'
  ${ids ? sql`and id = any (${[...ids]}::text[])` : sql``}
  ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
  ${tenantId === undefined ? sql`` : sql`and tenant_id = ${tenantId}`}
  ${since ? sql`and finished_at >= ${since}` : sql``}`

/** At most `limit` dead letters that stand after `before` in the list. */
export const listDeadLetters = (
  { transaction }: Transactions,
  filter: DeadLetterFilter,
  before: DeadLetterKey | undefined,
  limit: number,
): Promise<DeadLetterRow[]> =>
  transaction('list dead letters', async (sql) => [
    ...(await sql<DeadLetterRow[]>`
      select id, tenant_id as "tenantId", kind, error, stack, attempts, created_at as "createdAt",
        encode(sha256(convert_to(options::text, 'UTF8')), 'hex') as "payloadDigest",
        coalesce(failed_trace_id, substring(trace_context from '00-([0-9a-f]{32})-')) as "traceId",
        finished_at as "failedAt", replay_of as "replayOf", replays
      from operations.runs
      where ${matches(sql, filter)} and (finished_at, tenant_id, id)
        < (${before?.failedAt ?? 'infinity'}::text::timestamptz, ${before?.tenantId ?? ''}, ${before?.id ?? ''})
      order by finished_at desc, tenant_id desc, id desc limit ${limit}`),
  ])

/** How many dead letters of all tenants there are, by kind. Kinds without any are left out. */
export const countDeadLetters = (database: Pick<Database, 'platform'>): Promise<ReadonlyMap<string, number>> =>
  database.platform({ name: 'count dead letters' }, async (sql) => {
    const rows = await sql<{ kind: string; count: number }[]>`
      select kind, count(*)::int as count from operations.runs where dead_letter = 'waiting' group by kind`
    return new Map(rows.map(({ kind, count }) => [kind, count]))
  })

/**
 * Starts the work of dead letters again, the oldest first, each as a new run: as many as `perSecond` at once, and as
 * many more each second. Those wait whose kind or tenant is draining. Of two replays at the same moment one takes a
 * letter. Returns how many it took.
 */
export const replayDeadLetters = (
  { transaction }: Transactions,
  filter: DeadLetterFilter,
  { newId, perSecond, most }: Replay,
): Promise<number> =>
  transaction('replay dead letters', async (sql) => {
    const chosen = await sql<{ tenantId: string; id: string }[]>`
      select tenant_id as "tenantId", id from operations.runs r
      where ${matches(sql, filter)} and not exists (
        select from operations.run_holds h
        where h.state = 'draining' and h.name = case h.subject when 'queue' then r.kind else r.tenant_id end
      )
      order by finished_at, tenant_id, id limit ${most} for update skip locked`
    const [tenantIds, ids] = [chosen.map(({ tenantId }) => tenantId), chosen.map(({ id }) => id)]
    await sql`
      with replayed as (
        update operations.runs r set dead_letter = 'replayed'
        from unnest(${tenantIds}::text[], ${ids}::text[], ${ids.map(newId)}::text[]) with ordinality
          as chosen (tenant_id, id, new_id, n)
        where r.tenant_id = chosen.tenant_id and r.id = chosen.id
        returning r.*, chosen.new_id, date_trunc('milliseconds', now())
          + (chosen.n - 1) / ${perSecond}::int * interval '1 second' as begin_at
      )
      insert into operations.runs
        (tenant_id, id, kind, options, priority, dedupe_key, replay_of, replays, run_at, ready_at)
      select tenant_id, new_id, kind, options, priority, dedupe_key, id, replays + 1, begin_at,
        case when begin_at <= now() then begin_at end
      from replayed`
    return chosen.length
  })

/** Takes dead letters off the list for good; the runs stay as they ended. Returns how many. */
export const discardDeadLetters = ({ transaction }: Transactions, filter: DeadLetterFilter): Promise<number> =>
  transaction('discard dead letters', async (sql) => {
    const { count } = await sql`update operations.runs set dead_letter = 'discarded' where ${matches(sql, filter)}`
    return count
  })
