import { type Backup, openEngine, openPlace, repositoriesOf } from '@inkling/backup'
import type { backupMetrics, Logger } from '@inkling/telemetry'

export interface BackupWatchOptions {
  readonly folder: string
  readonly metrics: ReturnType<typeof backupMetrics>
  readonly logger: Logger
  readonly nowMs: () => number
}

const everyMs = 30_000

/** Looks again and again at how old the newest verified backups are. */
export class BackupWatch {
  readonly #options: BackupWatchOptions
  readonly #timer: NodeJS.Timeout
  /** By repository: when its newest verified backup ended. */
  readonly #verified = new Map<number, number>()
  /** When a restore was last proved. */
  #drilledAtMs: number | undefined

  constructor(options: BackupWatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.look(), everyMs)
    void this.look()
  }

  /** What cannot be read stays as it was: the age of a backup goes on to rise. */
  async look(): Promise<void> {
    try {
      await this.#readBackups()
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'state of backups not read')
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #readBackups() {
    const place = await openPlace(this.#options.folder)
    const repositories = repositoriesOf(place)
    for (const repository of repositories) this.#export(repository)
    const backups = await openEngine(place).list()
    this.#takeDrill(backups)
    for (const repository of repositories) this.#take(backups.filter((backup) => backup.repository === repository))
  }

  /** Nothing is exported before the first backup: there is nothing that a drill could prove. */
  #takeDrill(backups: readonly Backup[]) {
    const [first] = backups
    if (!first) return
    const drills = backups.flatMap(({ drilled }) => drilled ?? [])
    const newest = drills.toSorted((a, b) => a.drilledAtMs - b.drilledAtMs).at(-1)
    const { metrics, nowMs } = this.#options
    if (this.#drilledAtMs === undefined) metrics.drillAge.sample({}, () => (nowMs() - (this.#drilledAtMs ?? 0)) / 1_000)
    this.#drilledAtMs = newest?.drilledAtMs ?? first.endedAtMs
    if (!newest) return
    metrics.rpo.set(newest.rpoMs / 1_000)
    metrics.rto.set(newest.rtoMs / 1_000)
  }

  #export(repository: number) {
    if (this.#verified.has(repository)) return
    this.#verified.set(repository, 0)
    const { metrics, nowMs } = this.#options
    const age = () => (nowMs() - (this.#verified.get(repository) ?? 0)) / 1_000
    metrics.verifiedAge.sample({ repository: String(repository) }, age)
  }

  #take(backups: readonly Backup[]) {
    const newest = backups.at(-1)
    if (!newest) return
    const verified = backups.findLast(({ verifiedAtMs }) => verifiedAtMs !== undefined)
    this.#verified.set(newest.repository, verified?.endedAtMs ?? 0)
    const { size, seconds } = this.#options.metrics
    const repository = String(newest.repository)
    size.set({ repository, of: 'database' }, newest.databaseBytes)
    size.set({ repository, of: 'stored' }, newest.storedBytes)
    seconds.set({ repository }, (newest.endedAtMs - newest.startedAtMs) / 1_000)
  }
}
