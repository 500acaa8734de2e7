import type { RobotSession } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { TenantDatabase } from '../client/tenant-database.ts'

/** A session that a training takes for that of a robot. */
export interface RobotMark {
  /** The same in every training. */
  readonly id: string
  readonly sessionId: string | undefined
  readonly userId: string | undefined
  readonly kind: RobotSession['kind']
  readonly events: number
  readonly startedMs: number
}

interface Row {
  readonly id: string
  readonly session_id: string | null
  readonly user_id: string | null
  readonly kind: RobotSession['kind']
  readonly events: number
  readonly started_at: Date
  readonly marked_at: Date
  readonly cleared_at: Date | null
}

/** More are kept out, and not listed. */
const mostKept = 10_000

/** The ids of the sessions that somebody cleared. */
export const readClearedRobots = ({ tenantId, transaction }: TenantDatabase): Promise<ReadonlySet<string>> =>
  transaction('read cleared robots', async (sql) => {
    const rows = await sql<{ id: string }[]>`
      select id from learning.robot_sessions where tenant_id = ${tenantId} and cleared_at is not null`
    return new Set(rows.map(({ id }) => id))
  })

/** Stores what a training found, 10,000 at most, in place of what the one before did. Those that are cleared stay. */
export const replaceRobots = ({ tenantId, transaction }: TenantDatabase, found: readonly RobotMark[]): Promise<void> =>
  transaction('replace robots', async (sql) => {
    await sql`delete from learning.robot_sessions where tenant_id = ${tenantId} and cleared_at is null`
    if (found.length === 0) return
    const rows = found.slice(0, mostKept).map(({ sessionId = null, userId = null, ...mark }) => ({
      ...mark,
      sessionId,
      userId,
    }))
    await sql`
      insert into learning.robot_sessions (tenant_id, id, session_id, user_id, kind, events, started_at)
      select ${tenantId}, id, "sessionId", "userId", kind, events, to_timestamp("startedMs" / 1000)
      from jsonb_to_recordset(${sql.json(rows as never)}) as r
        (id text, "sessionId" text, "userId" text, kind text, events integer, "startedMs" float8)
      on conflict (tenant_id, id) do nothing`
  })

/** At most `limit` after an id, by id. */
export const listRobots = (
  { tenantId, transaction }: TenantDatabase,
  after: string | undefined,
  limit: number,
): Promise<RobotSession[]> =>
  transaction('list robots', async (sql) => {
    const rows = await sql<Row[]>`
      select id, session_id, user_id, kind, events, started_at, marked_at, cleared_at from learning.robot_sessions
      where tenant_id = ${tenantId} and id > ${after ?? ''} order by id limit ${limit}`
    return rows.map(toRobot)
  })

/** Takes a session for that of a person from the next training on. @throws InklingError not_found */
export const clearRobot = ({ tenantId, transaction }: TenantDatabase, id: string): Promise<RobotSession> =>
  transaction('clear robot', async (sql) => {
    const [row] = await sql<Row[]>`
      update learning.robot_sessions set cleared_at = coalesce(cleared_at, now())
      where tenant_id = ${tenantId} and id = ${id}
      returning id, session_id, user_id, kind, events, started_at, marked_at, cleared_at`
    if (!row) throw new InklingError('not_found', `No session with the id ${id} is marked`)
    return toRobot(row)
  })

const toRobot = (row: Row): RobotSession => ({
  id: row.id,
  sessionId: row.session_id,
  userId: row.user_id,
  kind: row.kind,
  events: row.events,
  startedAt: row.started_at.toISOString(),
  markedAt: row.marked_at.toISOString(),
  clearedAt: row.cleared_at?.toISOString() ?? null,
})
