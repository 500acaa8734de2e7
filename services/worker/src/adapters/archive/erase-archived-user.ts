import {
  type Database,
  forgetArchive,
  listArchivedMonths,
  listEventMonths,
  type OpenErasure,
  type RecordedArchive,
  readArchives,
  recordArchive,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { type ArchiveStore, removeObject } from './archive-store.ts'
import { readArchived, readManifest } from './read-archived.ts'
import { writeEvents } from './write-month.ts'

interface Erasing {
  readonly database: Database
  readonly store: ArchiveStore
  readonly signal: AbortSignal
}

interface ArchivedLine {
  readonly occurred_at: string
  readonly received_at: string
  readonly user_id: string | null
  readonly session_id: string | null
}

/**
 * Removes the events of a user from the archive of a tenant: each file that has some is written again without them, and
 * then deleted. An interrupted call is finished by another one: a file is forgotten only once it is gone.
 * @throws InklingError conflict while a month is on its way into the archive or back
 */
export async function eraseArchivedUser(
  { database, store, signal }: Erasing,
  tenantId: string,
  erasure: OpenErasure,
  userId: string,
): Promise<void> {
  const months = await listArchivedMonths(database)
  const onItsWay = (await listEventMonths(database)).find(({ state }) => state !== 'attached')
  if (onItsWay)
    throw new InklingError('conflict', `The events of ${onItsWay.month} are on their way into the archive or back`)
  const tenant = database.background(tenantId, signal)
  const untilMs = Date.parse(erasure.until)
  for (const { month } of months)
    for (const part of await readArchives(tenant, month)) {
      const own = await linesOf(store, part, userId, untilMs, signal)
      if (own.events === 0) continue
      const { columns } = await readManifest(store, part.object)
      const written = await writeEvents({ tenantId, month }, othersOf(store, part, own.isOwn, signal), {
        ...{ store, columns, signal },
      })
      if (written) await recordArchive(tenant, written, part.restoredAt)
      await removeObject(store, part.object)
      await forgetArchive(tenant, part.object, { userCode: erasure.userCode, removed: { archive: own.events } })
    }
}

/** The lines of a user's events of a tenant that are only in the archive. */
export async function* readArchivedUser(
  { database, store, signal }: Erasing,
  tenantId: string,
  userId: string,
): AsyncGenerator<readonly string[]> {
  const tenant = database.background(tenantId, signal)
  for (const { month } of await listArchivedMonths(database))
    for (const part of await readArchives(tenant, month)) {
      if (part.restoredAt !== null) continue
      const { events, isOwn } = await linesOf(store, part, userId, Number.POSITIVE_INFINITY, signal)
      if (events === 0) continue
      for await (const page of readArchived(store, part.object, signal))
        yield page.filter((line) => isOwn(parsed(line)))
    }
}

const parsed = (line: string) => JSON.parse(line) as ArchivedLine

/** How many lines of a file are a user's, and how to tell: by the user, or by their sessions if a line names nobody. */
async function linesOf(
  store: ArchiveStore,
  { object }: RecordedArchive,
  userId: string,
  untilMs: number,
  signal: AbortSignal,
) {
  const sessions = new Set<string>()
  const anonymous = new Map<string, number>()
  const isDue = ({ received_at }: ArchivedLine) => Date.parse(received_at) <= untilMs
  let events = 0
  for await (const page of readArchived(store, object, signal))
    for (const line of page.map(parsed)) {
      const { user_id, session_id } = line
      if (!isDue(line)) continue
      if (user_id === userId) {
        events++
        if (session_id !== null) sessions.add(session_id)
      } else if (user_id === null && session_id !== null)
        anonymous.set(session_id, (anonymous.get(session_id) ?? 0) + 1)
    }
  for (const session of sessions) events += anonymous.get(session) ?? 0
  const isOwn = (line: ArchivedLine) =>
    isDue(line) &&
    (line.user_id === userId || (line.user_id === null && line.session_id !== null && sessions.has(line.session_id)))
  return { events, isOwn }
}

async function* othersOf(
  store: ArchiveStore,
  { object }: RecordedArchive,
  isOwn: (line: ArchivedLine) => boolean,
  signal: AbortSignal,
) {
  for await (const page of readArchived(store, object, signal))
    yield page.flatMap((line) => {
      const event = parsed(line)
      return isOwn(event) ? [] : [{ at: event.occurred_at, line }]
    })
}
