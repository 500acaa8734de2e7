import type { Backup } from './backup.ts'
import { BackupError } from './backup-error.ts'

/**
 * Restores the first of these backups that is not damaged.
 * @throws BackupError if all are damaged; what `attempt` throws otherwise
 */
export async function firstIntact<T>(
  backups: readonly Backup[],
  attempt: (backup: Backup) => Promise<T>,
  onStep?: (step: string) => void,
): Promise<T> {
  for (const backup of backups) {
    onStep?.(`restoring ${backup.label} from repository ${backup.repository}`)
    try {
      return await attempt(backup)
    } catch (error) {
      if (!(error instanceof BackupError && error.isDamage)) throw error
      onStep?.(`${backup.label} is damaged`)
    }
  }
  throw new BackupError('Every backup before that time is damaged. Look at the disk that holds them.')
}
