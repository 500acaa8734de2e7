import type { Backup } from './backup.ts'
import type { BackupEngine } from './backup-engine.ts'
import { BackupError } from './backup-error.ts'
import { type Place, repositoriesOf } from './place.ts'
import { leadsTo, type Timeline, timelineAt } from './timelines.ts'

export interface RestorePlan {
  /** The history that was in service at that time. */
  readonly timeline: Timeline
  /** Those that are verified come first, and of these the nearest: it needs the least WAL. */
  readonly candidates: readonly Backup[]
}

/**
 * Plans a restore to a time.
 * @param toMs Unix time; undefined for the newest that is archived
 * @throws BackupError that names the option and the fix
 */
export async function planFor(place: Place, engine: BackupEngine, toMs: number | undefined, nowMs: number) {
  return planRestore(await engine.list(), await timelinesOf(place, engine), toMs, nowMs)
}

/** The backups from which a cluster can be restored to a time, along the timeline that was in service then. */
export function planRestore(
  backups: readonly Backup[],
  timelines: readonly Timeline[],
  toMs: number | undefined,
  nowMs: number,
): RestorePlan {
  const [first] = backups
  if (!first) throw new BackupError('There is no backup to restore. Take one: inkling backup.')
  if (toMs !== undefined && toMs > nowMs)
    throw new BackupError(`--to ${iso(toMs)} is in the future. Give a time until now, ${iso(nowMs)}.`)
  const timeline = timelineAt(timelines, toMs)
  const older = backups.filter(({ endedAtMs }) => toMs === undefined || endedAtMs <= toMs)
  if (older.length === 0)
    throw new BackupError(
      `--to ${iso(toMs ?? nowMs)} is before the end of the first backup. ` +
        `Give ${iso(first.endedAtMs)} or a later time; inkling backup list shows all backups.`,
    )
  const usable = older.filter((backup) => leadsTo(backup, timeline))
  if (usable.length === 0)
    throw new BackupError(
      `No backup leads to timeline ${timeline.id}, which was in service at ${iso(toMs ?? nowMs)}. Take one: ` +
        'inkling backup, or give an earlier time.',
    )
  const isVerified = ({ verifiedAtMs }: Backup) => Number(verifiedAtMs !== undefined)
  return { timeline, candidates: usable.reverse().sort((a, b) => isVerified(b) - isVerified(a)) }
}

/** As the first repository says that can be read; all hold the same. */
export async function timelinesOf(place: Place, engine: BackupEngine): Promise<readonly Timeline[]> {
  const errors: unknown[] = []
  for (const repository of repositoriesOf(place)) {
    try {
      return await engine.timelines(repository)
    } catch (error) {
      errors.push(error)
    }
  }
  throw errors[0]
}

const iso = (ms: number): string => new Date(ms).toISOString()
