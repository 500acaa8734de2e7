import { type Database, type EventMonth, listArchivedMonths, listEventMonths } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { JobPayload } from '@inkling/queues'
import { archiveMonth, type MonthArchive, measureMonth } from '../adapters/archive/archive-month.ts'
import { type ArchiveSettings, requireStore, tellWhy } from '../adapters/archive/archive-settings.ts'
import { oldMonths } from '../domain/old-months.ts'
import type { RunContext } from './as-run.ts'

/**
 * Moves months of events into the archive, the oldest first: those asked for, or those that are old enough. An earlier
 * attempt that was interrupted is finished first.
 */
export function archiveJob(database: Database, settings: ArchiveSettings, nowMs: () => number = Date.now) {
  const { afterDays } = settings
  return async (
    { months: asked, dryRun }: Pick<JobPayload<'archive'>, 'months' | 'dryRun'>,
    { signal, onProgress }: Pick<RunContext, 'signal'> & Partial<Pick<RunContext, 'onProgress'>>,
  ) => {
    const store = requireStore(settings)
    const present = (await listEventMonths(database)).filter(({ state }) => state !== 'returning')
    const archived = await listArchivedMonths(database)
    const chosen = oldMonths(present, archived, { asked, nowMs: nowMs(), afterDays })
    // An attempt that was interrupted may have archived some.
    const done = archived.filter(({ restoredAt }) => restoredAt === null)
    requireKnown(asked ?? [], [...chosen, ...done])
    const months: Omit<MonthArchive, 'sizeBytes'>[] = []
    for (const source of chosen) {
      const archiving = { database, store, signal }
      months.push(await (dryRun ? measureMonth(archiving, source) : archiveMonth(archiving, source)).catch(tellWhy))
      onProgress?.(months.length / chosen.length)
    }
    return { months, events: months.reduce((sum, { events }) => sum + events, 0), dryRun: dryRun === true }
  }
}

function requireKnown(asked: readonly string[], known: readonly Pick<EventMonth, 'month'>[]): void {
  const unknown = asked.filter((month) => !known.some((each) => each.month === month))
  if (unknown.length === 0) return
  throw new InklingError('conflict', `There are no events of ${unknown.join(', ')} to archive, or it has not ended`)
}
