import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>

/** What an operator holds back: the runs of a kind, or of a tenant. */
export interface RunHold {
  readonly subject: 'queue' | 'tenant'
  readonly name: string
  readonly state: 'paused' | 'draining'
}

export interface QueueCounts {
  readonly kind: string
  readonly waiting: number
  readonly delayed: number
  readonly running: number
  readonly oldestAt: Date | null
}

export const readRunHolds = (database: Platform, deadline?: Deadline): Promise<RunHold[]> =>
  database.platform({ name: 'read run holds', ...(deadline && { deadline }) }, async (sql) => [
    ...(await sql<RunHold[]>`select subject, name, state from operations.run_holds order by subject, name`),
  ])

/** Holds a queue or a tenant back, in place of how it was held back before. */
export const holdRuns = (database: Platform, hold: RunHold, heldBy: string, deadline: Deadline): Promise<void> =>
  database.platform({ name: 'hold runs', deadline }, async (sql) => {
    await sql`
      insert into operations.run_holds ${sql({ ...hold, held_by: heldBy })}
      on conflict (subject, name) do update set state = excluded.state, held_by = excluded.held_by, held_at = now()`
  })

/** Returns whether it was held back. */
export const releaseHold = (
  database: Platform,
  { subject, name }: Pick<RunHold, 'subject' | 'name'>,
  deadline: Deadline,
): Promise<boolean> =>
  database.platform({ name: 'release hold', deadline }, async (sql) => {
    const { count } = await sql`delete from operations.run_holds where subject = ${subject} and name = ${name}`
    return count > 0
  })

/** The open runs of all tenants by kind, held back or not. */
export const countOpenRuns = (database: Platform, deadline: Deadline): Promise<QueueCounts[]> =>
  database.platform({ name: 'count open runs', deadline }, async (sql) => [
    ...(await sql<QueueCounts[]>`
      select kind, count(*) filter (where state = 'queued' and ready_at is not null)::int as waiting,
        count(*) filter (where ready_at is null)::int as delayed,
        count(*) filter (where state = 'running')::int as running,
        min(ready_at) filter (where state = 'queued') as "oldestAt"
      from operations.runs where finished_at is null group by kind`),
  ])

/** The runs that could begin if an operator had not paused their queue or their tenants. */
export interface PausedBacklog {
  /** Null for tenants. */
  readonly queue: string | null
  /** How many tenants; 1 for a queue. */
  readonly paused: number
  /** The id of a key. */
  readonly pausedBy: string
  readonly waiting: number
}

export const readPausedBacklogs = (database: Platform): Promise<PausedBacklog[]> =>
  database.platform({ name: 'read paused backlogs' }, async (sql) => [
    ...(await sql<PausedBacklog[]>`
      select case h.subject when 'queue' then h.name end as queue, count(distinct h.name)::int as paused,
        h.held_by as "pausedBy", count(*)::int as waiting
      from operations.run_holds h
      join operations.runs r on h.name = case h.subject when 'queue' then r.kind else r.tenant_id end
      where h.state = 'paused' and r.state = 'queued' and r.ready_at is not null
      group by queue, h.held_by order by queue, h.held_by`),
  ])
