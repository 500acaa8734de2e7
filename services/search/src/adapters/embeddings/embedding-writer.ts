import type { Logger } from '@inkling/telemetry'

export interface EmbeddingWriterOptions {
  /** Writes some of a tenant; whether more is left. */
  readonly write: (tenantId: string) => Promise<boolean>
  readonly logger: Logger
  /** Between two rounds, when all is well. */
  readonly pauseMs?: number
  /** From 0 to 1. */
  readonly random?: () => number
}

/** After failures in a row: 1 s, 2 s, 4 s … to a minute, half of it by chance, so that processes do not come back together. */
const firstRetryMs = 1_000
const lastRetryMs = 60_000

/**
 * Embeds items in the background: a page of each tenant at a time, soon after they changed. Who fails is tried again for as long as the
 * process lives; what a process that ends leaves, the tenant's next write or first search asks for.
 */
export class EmbeddingWriter {
  readonly #write: EmbeddingWriterOptions['write']
  readonly #logger: Logger
  readonly #pauseMs: number
  readonly #random: () => number
  readonly #behind = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #failures = 0
  #isClosed = false

  constructor({ write, logger, pauseMs = 100, random = Math.random }: EmbeddingWriterOptions) {
    this.#write = write
    this.#logger = logger
    this.#pauseMs = pauseMs
    this.#random = random
  }

  /** Items of the tenant are left to embed. */
  follow(tenantId: string): void {
    this.#behind.add(tenantId)
    this.#schedule()
  }

  /** What is under way must be ended by who began it. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#writing
  }

  #schedule(): void {
    if (this.#timer || this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#writing = this.#writePages()
    }, this.#delayMs())
  }

  #delayMs(): number {
    if (this.#failures === 0) return this.#pauseMs
    const longestMs = Math.min(lastRetryMs, firstRetryMs * 2 ** (this.#failures - 1))
    return longestMs * (0.5 + this.#random() / 2)
  }

  /** The endpoint is the same for all: whatever fails for one tenant is not tried for the next. */
  async #writePages(): Promise<void> {
    try {
      for (const tenantId of [...this.#behind]) if (!this.#isClosed) await this.#writePage(tenantId)
      this.#failures = 0
    } catch (error) {
      this.#failures++
      if (!this.#isClosed) this.#logger.warn({ err: error }, 'cannot embed items; they are found by words until then')
    }
    this.#timer = undefined
    if (this.#behind.size > 0) this.#schedule()
  }

  /** A change during the writing asks for another page. */
  async #writePage(tenantId: string): Promise<void> {
    this.#behind.delete(tenantId)
    try {
      if (await this.#write(tenantId)) this.#behind.add(tenantId)
    } catch (error) {
      this.#behind.add(tenantId)
      throw error
    }
  }
}
