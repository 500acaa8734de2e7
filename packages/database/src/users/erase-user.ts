import { snapshotKinds, topics } from '@inkling/contracts/names'
import { Deadline } from '@inkling/resilience'
import { behaviourPersonal, deleteSnapshots, eraseEvents } from '../behaviour/personal.ts'
import { storeVoidSnapshot } from '../behaviour/snapshots.ts'
import { uncountQueries } from '../catalog/personal.ts'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'
import { addRemoved, type OpenErasure } from '../control/erasures.ts'
import { lockLearning } from '../learning/learning-lock.ts'
import { eraseAnswers, forgetLearnedStates, forgetTaught, learningPersonal } from '../learning/personal.ts'
import { lockSums } from '../learning/sums.ts'
import { recordChange } from '../operations/changes.ts'
import { deleteCopies } from '../operations/personal.ts'
import { ofUserOrSession, type Person } from './person.ts'

export interface EraseUserOptions {
  readonly withinMs: number
  readonly signal: AbortSignal
}

/** A user, and what their erasure is called. */
type Erased = Omit<Person, 'sessions'> & Pick<OpenErasure, 'userCode'>

/** Every table with rows that name a user or a session. */
export const personalTables = [...behaviourPersonal, ...learningPersonal]
const withUserId = personalTables.filter(({ isOf }) => isOf === ofUserOrSession)

/**
 * Erases what is stored of a user of a tenant, and forgets everything that was learned with it, in one transaction:
 * models are built again from the rows of all others. If there was nothing, nothing is forgotten.
 * @returns how many rows are gone that were the user's; the erasure has them by table
 */
export const eraseUser = (
  database: Database,
  tenantId: string,
  user: Erased,
  { withinMs, signal }: EraseUserOptions,
): Promise<number> =>
  database.tenant(tenantId, { name: 'erase user', deadline: new Deadline(withinMs), signal }, async (sql) => {
    // Learners have the first lock when they wait for the second.
    await lockLearning(sql, tenantId)
    await lockSums(sql, tenantId)
    const person = { ...user, sessions: await sessionsOf(sql, tenantId, user) }
    const { rows: answers, queries } = await eraseAnswers(sql, tenantId, person)
    const rows = { ...(await eraseEvents(sql, tenantId, person)), ...answers }
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
    await addRemoved(sql, tenantId, user.userCode, rows)
    if (total === 0) return total
    const counts = await uncountQueries(sql, tenantId, queries)
    const copies = await deleteCopies(sql, tenantId)
    await forgetLearnedStates(sql, tenantId)
    await forgetTaught(sql, tenantId)
    await deleteSnapshots(sql, tenantId)
    for (const kind of Object.values(snapshotKinds)) await storeVoidSnapshot(sql, tenantId, kind)
    await recordChange(sql, topics.erasures, tenantId)
    await addRemoved(sql, tenantId, user.userCode, { ...counts, ...copies })
    return total
  })

/** The sessions in which a user was seen. */
export async function sessionsOf(sql: Sql, tenantId: string, { userId, until }: Omit<Person, 'sessions'>) {
  const found = new Set<string>()
  for (const { table, at } of withUserId) {
    const rows = await sql<{ session: string }[]>`
      select distinct session_id as session from ${sql(table)}
      where tenant_id = ${tenantId} and user_id = ${userId} and session_id is not null
        and ${sql(at)} <= ${until}::text::timestamptz`
    for (const { session } of rows) found.add(session)
  }
  return [...found]
}

const pageUsers = 10_000

/** Every user of whom something is stored, some of them more than once. */
export async function* readUserIds(database: Pick<Database, 'background'>, tenantId: string): AsyncGenerator<string> {
  const { transaction } = database.background(tenantId)
  for (const { table } of withUserId)
    for (let after: string | undefined = ''; after !== undefined; ) {
      const from: string = after
      const users: { id: string }[] = await transaction(
        'list users',
        (sql) => sql<{ id: string }[]>`
          select distinct user_id as id from ${sql(table)} where tenant_id = ${tenantId} and user_id > ${from}
          order by 1 limit ${pageUsers}`,
      )
      for (const { id } of users) yield id
      after = users.length < pageUsers ? undefined : users.at(-1)?.id
    }
}
