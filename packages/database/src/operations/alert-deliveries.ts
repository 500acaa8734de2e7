import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>
export type DeliveryState = 'waiting' | 'delivered' | 'dead'

/** A message about alerts to one destination. */
export interface DeliveryRow {
  readonly id: string
  readonly destination: string
  readonly state: DeliveryState
  /** JSON that only its writer understands. */
  readonly message: object
  /** What it tells. */
  readonly keys: readonly string[]
  readonly attempts: number
  readonly error: string | null
  readonly createdAt: Date
  readonly endedAt: Date | null
}

const kept = '30 days'
const columns = `id, destination, state, message, keys, attempts, error, created_at as "createdAt",
  ended_at as "endedAt"`

/** Stores messages as they are now; what has ended stays as it is. Deletes those of more than 30 days ago. */
export const saveDeliveries = (database: Platform, rows: readonly DeliveryRow[], deadline: Deadline): Promise<void> =>
  database.platform({ name: 'save alert deliveries', deadline }, async (sql) => {
    await sql`
      insert into operations.alert_deliveries as d (id, destination, state, message, keys, attempts, error, created_at,
        ended_at)
      select id, destination, state, message, keys, attempts, error, "createdAt", "endedAt"
      from jsonb_to_recordset(${sql.json(rows as never)}) as r (id text, destination text, state text, message jsonb,
        keys text[], attempts integer, error text, "createdAt" timestamptz, "endedAt" timestamptz)
      on conflict (id) do update set state = excluded.state, attempts = excluded.attempts, error = excluded.error,
        ended_at = excluded.ended_at
        where d.state = 'waiting'`
    await sql`delete from operations.alert_deliveries where created_at < now() - ${kept}::interval`
  })

/** Which of the keys a message told, or is about to. */
export const toldKeys = (database: Platform, keys: readonly string[], deadline: Deadline): Promise<Set<string>> =>
  database.platform({ name: 'told alerts', deadline }, async (sql) => {
    const rows = await sql<{ key: string }[]>`
      select distinct key from operations.alert_deliveries cross join unnest(keys) key
      where keys && ${keys as string[]}::text[] and key = any(${keys as string[]}::text[])`
    return new Set(rows.map(({ key }) => key))
  })

/** The newest `limit` in a state, or in any. */
export const listDeliveries = (
  database: Platform,
  state: DeliveryState | undefined,
  limit: number,
  deadline: Deadline,
): Promise<DeliveryRow[]> =>
  database.platform({ name: 'list alert deliveries', deadline }, async (sql) => [
    ...(await sql<DeliveryRow[]>`
      select ${sql.unsafe(columns)} from operations.alert_deliveries
      where state = coalesce(${state ?? null}::text, state) order by created_at desc, id limit ${limit}`),
  ])

/** Lets a message that waits or is a dead letter wait as a new one. False if there is none. */
export const resendDelivery = (database: Platform, id: string, at: Date, deadline: Deadline): Promise<boolean> =>
  database.platform({ name: 'resend alert delivery', deadline }, async (sql) => {
    const { count } = await sql`
      update operations.alert_deliveries
      set state = 'waiting', attempts = 0, error = null, ended_at = null, created_at = ${at}
      where id = ${id} and state <> 'delivered'`
    return count > 0
  })
