import { inBackground } from '@inkling/resilience'

interface Rounds {
  /** How long the round before took; 0 if there was none just now. */
  readonly workedMs: number
  /** Rounds in a row that have failed. */
  readonly failures: number
}

export interface BackgroundWriterOptions {
  /**
   * Writes a page of a tenant. Returns whether more is left. A failure ends the round for all tenants, and the tenant
   * is tried again in the next.
   */
  readonly write: (tenantId: string) => Promise<boolean>
  /** Called after each page that was written. */
  readonly onPage?: (tenantId: string) => void
  /** How long to wait before a round. */
  readonly pauseMs: (rounds: Rounds) => number
  readonly onFailure?: (error: unknown) => void
}

/**
 * Writes data derived from items in the background, soon after they changed, a page of each tenant at a
 * time.
 */
export class BackgroundWriter {
  readonly #options: BackgroundWriterOptions
  readonly #behind = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #failures = 0
  #isClosed = false

  constructor(options: BackgroundWriterOptions) {
    this.#options = options
  }

  /** Something of the tenant is left to write. If the process ends first, it must be asked for again. */
  follow(tenantId: string): void {
    this.#behind.add(tenantId)
    this.#schedule(0)
  }

  /** Waits for the write under way, which its owner must end. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#writing
  }

  #schedule(workedMs: number): void {
    if (this.#timer || this.#isClosed) return
    const pauseMs = this.#options.pauseMs({ workedMs, failures: this.#failures })
    const begin = () => {
      this.#writing = this.#writePages()
    }
    this.#timer = inBackground(() => setTimeout(begin, pauseMs))
  }

  async #writePages(): Promise<void> {
    const startedMs = performance.now()
    try {
      for (const tenantId of [...this.#behind]) if (!this.#isClosed) await this.#writePage(tenantId)
      this.#failures = 0
    } catch (error) {
      this.#failures++
      if (!this.#isClosed) this.#options.onFailure?.(error)
    }
    this.#timer = undefined
    if (this.#behind.size > 0) this.#schedule(performance.now() - startedMs)
  }

  /** A change during the write asks for another page. */
  async #writePage(tenantId: string): Promise<void> {
    this.#behind.delete(tenantId)
    try {
      if (await this.#options.write(tenantId)) this.#behind.add(tenantId)
      this.#options.onPage?.(tenantId)
    } catch (error) {
      this.#behind.add(tenantId)
      throw error
    }
  }
}
