import { type Database, readWalArchive, switchWal } from '@inkling/database'
import type { backupMetrics, Logger } from '@inkling/telemetry'

export interface WalWatchOptions {
  readonly database: Pick<Database, 'platform'>
  readonly metrics: Pick<ReturnType<typeof backupMetrics>, 'unarchived'>
  readonly logger: Logger
  readonly nowMs: () => number
}

const everyMs = 10_000
/** Postgres itself is given so much longer than its `archive_timeout`. */
const graceMs = 5_000

/**
 * Sees to it that Postgres archives what is written at the latest within `archive_timeout` and 25 s. After each start,
 * also that after a crash, Postgres itself does so only after its `checkpoint_timeout`, of some minutes: its
 * checkpointer falls asleep during the recovery, when it does not look at `archive_timeout` yet.
 */
export class WalWatch {
  readonly #options: WalWatchOptions
  readonly #timer: NodeJS.Timeout
  /** The file that is written now, and where it was when it was seen first. */
  #written: { readonly file: string; readonly position: string | null; readonly sinceMs: number } | undefined

  constructor(options: WalWatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.look(), everyMs)
    void this.look()
  }

  async look(): Promise<void> {
    const { metrics, logger } = this.#options
    try {
      metrics.unarchived.set(await this.#unarchivedSeconds())
    } catch (error) {
      logger.warn({ err: error }, 'state of the WAL archive not read')
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #unarchivedSeconds(): Promise<number> {
    const { database, logger, nowMs } = this.#options
    const { failedSeconds, everySeconds, file, position } = await readWalArchive(database)
    if (file === null) return failedSeconds
    if (this.#written?.file !== file) this.#written = { file, position, sinceMs: nowMs() }
    const waitedMs = this.#written.position === position ? 0 : nowMs() - this.#written.sinceMs
    if (everySeconds === 0 || waitedMs < everySeconds * 1_000 + graceMs) return failedSeconds
    try {
      await switchWal(database)
      return failedSeconds
    } catch (error) {
      logger.warn({ err: error }, 'Postgres archives nothing, and did not begin a new WAL file')
      return Math.max(failedSeconds, waitedMs / 1_000)
    }
  }
}
