import {
  attachMonth,
  type Database,
  eventColumns,
  listArchivedMonths,
  loadMonth,
  markRestored,
  prepareMonth,
  type RecordedArchive,
  readArchives,
  rememberIds,
  storedTenants,
  unloadMonth,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { ArchiveError, type ArchiveStore } from './archive-store.ts'
import { readArchived, readManifest } from './read-archived.ts'

/** What was restored of a month. */
export interface MonthRestored {
  readonly month: string
  readonly tenants: readonly string[]
  readonly events: number
  /** Events that were sent again since, which are there already. */
  readonly skipped: number
}

interface Restoring {
  readonly database: Database
  readonly store: ArchiveStore
  readonly signal: AbortSignal
}

/**
 * Brings the events of a month back from the archive, and attaches them at once, all of them or none. Tenants that are
 * erased, or about to be, have nothing there. An interrupted call is finished by another one, which doubles nothing.
 * @throws InklingError not_found if the month was never archived; ArchiveError if a file is damaged. Nothing has
 * changed then
 */
export async function restoreMonth(restoring: Restoring, month: string): Promise<MonthRestored> {
  const { database } = restoring
  const archives = await archivesOf(restoring, month)
  if (archives.size === 0) return requireArchived(database, month)
  await prepareMonth(database, month)
  const known = await eventColumns(database)
  const loaded = new Map<string, number>()
  for (const [tenantId, parts] of archives) loaded.set(tenantId, await load(restoring, tenantId, parts, known))
  for await (const { id, status } of storedTenants(database)) {
    if (status !== 'deleting' || !loaded.delete(id)) continue
    await unloadMonth(database.background(id), { month, state: 'returning' })
  }
  const events = sum(loaded.values())
  await attachMonth(database, month, events)
  let archived = 0
  for (const tenantId of loaded.keys()) {
    const parts = archives.get(tenantId) ?? []
    const objects = parts.map(({ object }) => object)
    await rememberIds(database.background(tenantId), month)
    await markRestored(database.background(tenantId), month, objects)
    archived += sum(parts.map((part) => part.events))
  }
  return { month, tenants: [...loaded.keys()], events, skipped: archived - events }
}

/** Nothing is left to do if an attempt that was interrupted has restored the month. */
async function requireArchived(database: Database, month: string): Promise<MonthRestored> {
  if ((await listArchivedMonths(database)).some((archived) => archived.month === month))
    return { month, tenants: [], events: 0, skipped: 0 }
  throw new InklingError('not_found', `No events of ${month} are in the archive`)
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

/** By tenant, what is only in the archive. */
async function archivesOf({ database, signal }: Restoring, month: string) {
  const found = new Map<string, RecordedArchive[]>()
  for await (const { id, status } of storedTenants(database)) {
    signal.throwIfAborted()
    if (status === 'deleting') continue
    const parts = await readArchives(database.background(id), month)
    const away = parts.filter(({ restoredAt }) => restoredAt === null)
    if (away.length > 0) found.set(id, away)
  }
  return found
}

/** Loads a tenant's parts. Returns how many events it loaded. */
async function load(
  { database, store, signal }: Restoring,
  tenantId: string,
  parts: readonly RecordedArchive[],
  known: readonly string[],
) {
  let events = 0
  for (const { object, month } of parts) {
    const { columns } = await readManifest(store, object)
    const unknown = columns.filter((column) => !known.includes(column))
    if (unknown.length > 0)
      throw new ArchiveError(`${object} has columns that events do not have: ${unknown}; its version of Inkling has`)
    for await (const lines of readArchived(store, object, signal))
      events += await loadMonth(database.background(tenantId, signal), month, lines)
  }
  return events
}
