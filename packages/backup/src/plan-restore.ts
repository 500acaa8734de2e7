import type { Backup } from './backup.ts'
import { BackupError } from './backup-error.ts'

/**
 * The backups from which a cluster can be restored to a time. Those that are verified come first, and of
 * these the nearest: it needs the least WAL.
 * @param toMs Unix time; undefined for the newest that is archived
 * @throws BackupError that names the option and the fix
 */
export function planRestore(backups: readonly Backup[], toMs: number | undefined, nowMs: number): Backup[] {
  const [first] = backups
  if (!first) throw new BackupError('There is no backup to restore. Take one: inkling backup.')
  if (toMs !== undefined && toMs > nowMs)
    throw new BackupError(`--to ${iso(toMs)} is in the future. Give a time until now, ${iso(nowMs)}.`)
  const usable = backups.filter(({ endedAtMs }) => toMs === undefined || endedAtMs <= toMs)
  if (usable.length === 0)
    throw new BackupError(
      `--to ${iso(toMs ?? nowMs)} is before the end of the first backup. ` +
        `Give ${iso(first.endedAtMs)} or a later time; inkling backup list shows all backups.`,
    )
  const isVerified = ({ verifiedAtMs }: Backup) => Number(verifiedAtMs !== undefined)
  return usable.reverse().sort((a, b) => isVerified(b) - isVerified(a))
}

const iso = (ms: number): string => new Date(ms).toISOString()
