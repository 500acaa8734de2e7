import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>

/** A run that has not ended, and the tenant that asked for it. */
export interface OpenRun {
  readonly tenantId: string
  readonly id: string
  readonly kind: string
  readonly state: 'queued' | 'running'
  readonly options: Record<string, unknown>
}

/** The run that a tenant's queue of a kind and priority begins with. */
export interface WaitingRun extends OpenRun {
  /** 0 is high, 1 normal, 2 low. */
  readonly priority: number
  /** Unix time in ms. */
  readonly readyMs: number
  readonly traceContext: string | null
  /** Whether another run of the tenant and kind has been handed to a queue and has not ended. */
  readonly isBusy: boolean
}

/** How much of a kind waits for a worker. */
export interface Backlog {
  readonly kind: string
  readonly waiting: number
  /** Unix time in ms since when the oldest one waits. */
  readonly oldestMs: number
}

/** The first waiting run of every kind, tenant and priority. It reads as many rows as it returns. */
export const firstWaitingRuns = (database: Platform): Promise<WaitingRun[]> =>
  database.platform({ name: 'first waiting runs' }, async (sql) => {
    const waiting = sql`
      select kind, tenant_id, priority, ready_at, id, options, trace_context from operations.runs
      where state = 'queued' and handed_at is null and ready_at is not null`
    const order = sql`order by kind, tenant_id, priority, ready_at, id limit 1`
    return [
      ...(await sql<WaitingRun[]>`
        with recursive first as (
          (${waiting} ${order})
          union all
          select next.* from first, lateral (
            ${waiting} and (kind, tenant_id, priority) > (first.kind, first.tenant_id, first.priority) ${order}
          ) next
        )
        select tenant_id as "tenantId", id, kind, 'queued' as state, options, priority::int,
          (extract(epoch from ready_at) * 1000)::float8 as "readyMs", trace_context as "traceContext",
          exists (
            select from operations.runs busy
            where busy.kind = first.kind and busy.tenant_id = first.tenant_id and busy.finished_at is null
              and (busy.handed_at is not null or busy.state = 'running')
          ) as "isBusy"
        from first order by ready_at, id`),
    ]
  })

/** The runs that a queue or a worker has. */
export const runsInFlight = (database: Platform): Promise<OpenRun[]> =>
  database.platform({ name: 'runs in flight' }, async (sql) => [
    ...(await sql<OpenRun[]>`
      select tenant_id as "tenantId", id, kind, state, options from operations.runs
      where finished_at is null and (handed_at is not null or state = 'running')`),
  ])

/**
 * Notes that the queues have the jobs of runs. Those that began or ended meanwhile stay as they are. The condition fits
 * no partial index on purpose: with statistics of a time at which no run was open, Postgres would read all open runs
 * for each of these. So it finds each by its key.
 */
export const markHanded = (database: Platform, runs: readonly Pick<OpenRun, 'tenantId' | 'id'>[]): Promise<void> =>
  database.platform({ name: 'mark runs handed' }, async (sql) => {
    await sql`
      update operations.runs r set handed_at = now()
      from unnest(${runs.map(({ tenantId }) => tenantId)}::text[], ${runs.map(({ id }) => id)}::text[]) as h (owner, id)
      where r.tenant_id = h.owner and r.id = h.id and coalesce(r.finished_at, r.handed_at) is null`
  })

/**
 * Lets the runs wait for a worker whose time has come and whose predecessors have succeeded. A run fails with a
 * predecessor that failed, and is cancelled with one that was cancelled. A predecessor that is stored no more counts as
 * succeeded: what fails takes its successors with it at once.
 */
export const releaseRuns = (database: Platform): Promise<void> =>
  database.platform({ name: 'release runs' }, async (sql) => {
    // The runs that are held back are read once, by their own index, whatever the statistics say of all others.
    await sql`
      with held as materialized (
        select tenant_id, id, run_at, after from operations.runs where ready_at is null and finished_at is null
      ), ended as (
        update operations.runs r
        set state = cause.state, finished_at = now(), error = 'The run ' || cause.id || ', which it waited for, '
          || case cause.state when 'failed' then 'failed' else 'was cancelled' end
        from (
          select distinct on (held.tenant_id, held.id) held.tenant_id, held.id as run_id, p.id, p.state
          from held join operations.runs p on p.tenant_id = held.tenant_id and p.id = any (held.after)
          where p.state in ('failed', 'cancelled')
          order by held.tenant_id, held.id, p.finished_at
        ) cause
        where r.tenant_id = cause.tenant_id and r.id = cause.run_id and r.finished_at is null
      )
      update operations.runs r set ready_at = date_trunc('milliseconds', now())
      from held
      where r.tenant_id = held.tenant_id and r.id = held.id and coalesce(r.finished_at, r.ready_at) is null
        and (held.run_at is null or held.run_at <= now())
        and not exists (
          select from operations.runs p
          where p.tenant_id = held.tenant_id and p.id = any (held.after) and p.state <> 'succeeded'
        )`
  })

/** What waits for a worker, by kind, without what operators paused. */
export const readBacklogs = (database: Platform): Promise<Backlog[]> =>
  database.platform({ name: 'read backlogs' }, async (sql) => [
    ...(await sql<Backlog[]>`
      select kind, count(*)::int as waiting, (extract(epoch from min(ready_at)) * 1000)::float8 as "oldestMs"
      from operations.runs r
      where state = 'queued' and ready_at is not null
        and not exists (
          select from operations.run_holds h
          where h.state = 'paused' and h.name = case h.subject when 'queue' then r.kind else r.tenant_id end
        )
      group by kind`),
  ])
