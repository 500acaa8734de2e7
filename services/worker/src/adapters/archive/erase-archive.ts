import { type Database, listEventMonths, unloadMonth } from '@inkling/database'
import type { ArchiveStore } from './archive-store.ts'

/** Deletes what the archive holds of a tenant, and what is on its way there or back. */
export async function eraseArchive(database: Database, store: ArchiveStore | undefined, tenantId: string) {
  for (const month of await listEventMonths(database))
    if (month.state !== 'attached') await unloadMonth(database.background(tenantId), month)
  await store?.remove(`events/${tenantId}/`)
}
