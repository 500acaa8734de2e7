import {
  type ArchivedEvents,
  countMonth,
  type Database,
  detachMonth,
  dropMonth,
  type EventMonth,
  eventColumns,
  forgetIds,
  forgetRestored,
  readArchives,
  recordArchive,
  storedTenants,
  type TenantDatabase,
  unloadMonth,
} from '@inkling/database'
import { type ArchiveStore, removeObject } from './archive-store.ts'
import { digestMonth, objectName, writeMonth } from './write-month.ts'

/** What was archived of a month. */
export interface MonthArchive {
  readonly month: string
  readonly tenants: number
  readonly events: number
  readonly sizeBytes: number
}

interface Archiving {
  readonly database: Database
  readonly store: ArchiveStore
  readonly signal: AbortSignal
}

/** How many events a month has, over all tenants. */
export async function measureMonth(
  { database, signal }: Omit<Archiving, 'store'>,
  source: EventMonth,
): Promise<Omit<MonthArchive, 'sizeBytes'>> {
  let [tenants, events] = [0, 0]
  for await (const { id } of storedTenants(database)) {
    signal.throwIfAborted()
    const count = await countMonth(database.background(id), source)
    if (count > 0) tenants++
    events += count
  }
  return { month: source.month, tenants, events }
}

/**
 * Moves the events of a month into the archive, each tenant's into a file of its own. While the month is attached, the
 * files are written and read back. Then it is detached, and what changed meanwhile is written again. It is dropped once
 * the archive holds all of it. An interrupted call is finished by another one: until the month is dropped, no file is
 * trusted but by its checksum.
 * @throws ArchiveError
 */
export async function archiveMonth(archiving: Archiving, { month, state }: EventMonth): Promise<MonthArchive> {
  const { database, signal } = archiving
  const columns = await eventColumns(database)
  const written = new Map<string, ArchivedEvents>()
  if (state === 'attached') {
    for await (const { id } of storedTenants(database)) {
      const part = await writeMonth(database.background(id, signal), { month, state }, { ...archiving, columns })
      if (part) written.set(part.object, part)
    }
    await detachMonth(database, month)
  }
  const archived = { month, tenants: 0, events: 0, sizeBytes: 0 }
  for await (const { id, status } of storedTenants(database)) {
    const tenant = database.background(id, signal)
    if (status === 'deleting') {
      await unloadMonth(tenant, { month, state: 'leaving' })
      continue
    }
    const part = await archiveDetached({ ...archiving, columns, written }, tenant, month)
    if (!part) continue
    archived.tenants++
    archived.events += part.events
    archived.sizeBytes += part.sizeBytes
  }
  await dropMonth(database, month, archived.events)
  return archived
}

interface Detached extends Archiving {
  readonly columns: readonly string[]
  /** By their objects. */
  readonly written: ReadonlyMap<string, ArchivedEvents>
}

/** Archives what a tenant has in a detached month, which no longer changes. */
async function archiveDetached({ store, signal, columns, written }: Detached, tenant: TenantDatabase, month: string) {
  const source = { month, state: 'leaving' } as const
  const { events, linesSha256 } = await digestMonth(tenant, source, signal)
  if (events === 0) return undefined
  const object = objectName(tenant.tenantId, month, linesSha256)
  const known = await readArchives(tenant, month)
  const recorded = known.find((part) => part.object === object && part.restoredAt === null)
  const part = recorded ?? written.get(object) ?? (await writeMonth(tenant, source, { store, columns, signal }))
  if (part && !recorded) await recordArchive(tenant, part)
  // What was restored before is in this part.
  for (const old of known.filter((each) => each.restoredAt !== null && each.object !== object))
    await removeObject(store, old.object)
  await forgetRestored(tenant, month)
  await forgetIds(tenant, month)
  return part
}
