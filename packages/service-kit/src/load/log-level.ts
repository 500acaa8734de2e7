import type { Logger } from '@inkling/telemetry'

/** The level of the log of this process. It can be changed for a time. */
export class LogLevel {
  readonly #logger: Logger
  readonly #configured: string
  #end: NodeJS.Timeout | undefined

  constructor(logger: Logger) {
    this.#logger = logger
    this.#configured = logger.level
  }

  /** After `seconds` the configured level holds again; a further change begins the time again. */
  hold(level: string, seconds: number): void {
    clearTimeout(this.#end)
    this.#end = setTimeout(() => this.#set(this.#configured), seconds * 1_000).unref()
    this.#set(level)
  }

  /** Whichever of the two levels writes warnings tells of the change. */
  #set(level: string): void {
    const before = this.#logger.level
    const isTold = this.#logger.isLevelEnabled('warn')
    if (isTold) this.#tell(level, before)
    this.#logger.level = level
    if (!isTold) this.#tell(level, before)
  }

  #tell(logLevel: string, before: string): void {
    this.#logger.warn({ logLevel, before }, 'log level changed')
  }
}
