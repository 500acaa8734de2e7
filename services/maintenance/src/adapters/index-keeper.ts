import { type AppliedAdvice, carryOutAdvice, type Database } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'

export interface IndexKeeperOptions {
  readonly database: Pick<Database, 'platform'>
  readonly ownerUrl: string
  /** How often it looks what is to be done. */
  readonly everyMs: number
  /** For how long an index is watched at least before it is judged. */
  readonly watchMs: number
  readonly logger: Logger
}

/** Builds, watches and drops indexes as advice was applied. Of several processes one does. */
export class IndexKeeper {
  readonly #options: IndexKeeperOptions
  readonly #timer: NodeJS.Timeout
  readonly #closing = new AbortController()
  #working: Promise<void> | undefined

  constructor(options: IndexKeeperOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.wake(), options.everyMs)
    this.wake()
  }

  wake(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
  }

  /** What is at work is interrupted; this or another process begins it again. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    const { database, ownerUrl, watchMs, logger } = this.#options
    const onChange = ({ id, table, index, state, reason, beforeMs, measuredMs }: AppliedAdvice) =>
      logger.warn({ adviceId: id, table, index, state, reason, beforeMs, measuredMs }, 'index advice carried out')
    try {
      await carryOutAdvice({ database, ownerUrl, watchMs, nowMs: Date.now, onChange, signal: this.#closing.signal })
    } catch (error) {
      if (!this.#closing.signal.aborted) logger.warn({ err: error }, 'index advice not carried out; it is tried again')
    }
  }
}
