import { type Answers, answerFrom, type Drill, drill, openPlace } from '@inkling/backup'
import type { Logger } from '@inkling/telemetry'

/**
 * Proves that the newest backup of `database` can be restored. @throws BackupError that says what is damaged or differs
 */
export async function drillJob(
  folder: string,
  database: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<Drill<Answers>> {
  const place = await openPlace(folder)
  const { backup, ...proof } = await drill(place, { database, ask: answerFrom, nowMs: Date.now, signal })
  logger.info({ backup: backup.label, ...proof }, 'backup restored, compared and asked')
  return { backup, ...proof }
}
