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

export const releaseHold = (
  database: Platform,
  { subject, name }: Pick<RunHold, 'subject' | 'name'>,
  deadline: Deadline,
): Promise<void> =>
  database.platform({ name: 'release hold', deadline }, async (sql) => {
    await sql`delete from operations.run_holds where subject = ${subject} and name = ${name}`
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
