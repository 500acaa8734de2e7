import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>

export interface Silence {
  readonly id: string
  /** The name of an alert; null for every alert. */
  readonly alert: string | null
  /** Those that an alert must have. */
  readonly labels: Readonly<Record<string, string>>
  readonly reason: string
  /** The id of a key. */
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

const columns = `id, alert, labels, reason, created_by as "createdBy", created_at as "createdAt",
  expires_at as "expiresAt"`

/** Those that last. */
export const listSilences = (database: Platform, deadline: Deadline): Promise<Silence[]> =>
  database.platform({ name: 'list silences', deadline }, async (sql) => [
    ...(await sql<Silence[]>`
      select ${sql.unsafe(columns)} from operations.silences where expires_at > now() order by expires_at, id`),
  ])

/** Stores a silence; a repetition finds it. Those that are over are deleted. */
export const createSilence = (
  database: Platform,
  silence: Omit<Silence, 'createdAt'>,
  deadline: Deadline,
): Promise<Silence> =>
  database.platform({ name: 'create silence', deadline }, async (sql) => {
    const { id, alert, labels, reason, createdBy, expiresAt } = silence
    await sql`delete from operations.silences where expires_at <= now()`
    await sql`
      insert into operations.silences (id, alert, labels, reason, created_by, expires_at)
      values (${id}, ${alert}, ${sql.json(labels)}, ${reason}, ${createdBy}, ${expiresAt})
      on conflict (id) do nothing`
    const [created] = await sql<[Silence]>`
      select ${sql.unsafe(columns)} from operations.silences where id = ${id}`
    return created
  })

/** @throws InklingError not_found */
export const deleteSilence = (database: Platform, id: string, deadline: Deadline): Promise<void> =>
  database.platform({ name: 'delete silence', deadline }, async (sql) => {
    const { count } = await sql`delete from operations.silences where id = ${id}`
    if (count === 0) throw new InklingError('not_found', `There is no silence ${id}`)
  })
