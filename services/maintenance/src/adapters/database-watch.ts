import { countStatements, type Database, keepPlans, type PostgresLimits, readLimits } from '@inkling/database'
import type { Logger, postgresMetrics } from '@inkling/telemetry'

export interface DatabaseWatchOptions {
  readonly database: Pick<Database, 'platform'>
  /** Postgres as the owner of the tables, if it is set up: it plans statements. */
  readonly owner?: Pick<Database, 'platform'> | undefined
  readonly metrics: ReturnType<typeof postgresMetrics>
  readonly logger: Logger
}

const everyMs = 60_000
/** Every so many looks statements are planned. */
const plansEvery = 10

/** Each minute adds to the history of statements, and measures how near Postgres is to its limits. */
export class DatabaseWatch {
  readonly #options: DatabaseWatchOptions
  readonly #timer: NodeJS.Timeout
  #looks = 0

  constructor(options: DatabaseWatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.look(), everyMs)
    void this.look()
  }

  /** What cannot be read stays as it was. Never rejects. */
  async look(): Promise<void> {
    const { database, logger } = this.#options
    const looks = [
      countStatements(database).then(() => this.#plan()),
      readLimits(database).then((limits) => this.#measure(limits)),
    ]
    for (const look of await Promise.allSettled(looks))
      if (look.status === 'rejected') logger.debug({ err: look.reason }, 'state of Postgres not read')
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #plan(): Promise<void> {
    const { owner, database } = this.#options
    if (owner && this.#looks++ % plansEvery === 0) await keepPlans(owner, database)
  }

  #measure(limits: PostgresLimits): void {
    for (const name of Object.keys(limits) as (keyof PostgresLimits)[]) this.#options.metrics[name].set(limits[name])
  }
}
