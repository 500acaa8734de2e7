import type { Database } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'
import { writeWords } from './write-words.ts'

const pauseMs = 100
/** Rests so many times as long as it worked, so that writing words never takes more than a quarter of the time from requests. */
const rest = 3

/** Writes words of items in the background: soon after they changed, a page of each tenant at a time. */
export class WordWriter {
  readonly #database: Database
  readonly #logger: Logger
  readonly #behind = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(database: Database, logger: Logger) {
    this.#database = database
    this.#logger = logger
  }

  /** Words of the tenant's items are left to write. What a process that ends leaves, the next search without an index asks for. */
  follow(tenantId: string): void {
    this.#behind.add(tenantId)
    this.#schedule(pauseMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#writing
  }

  #schedule(delayMs: number): void {
    if (this.#timer || this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#writing = this.#writePages()
    }, delayMs)
  }

  async #writePages(): Promise<void> {
    const startedMs = performance.now()
    for (const tenantId of [...this.#behind]) if (!this.#isClosed) await this.#writePage(tenantId)
    this.#timer = undefined
    if (this.#behind.size > 0) this.#schedule(Math.max(pauseMs, rest * (performance.now() - startedMs)))
  }

  /** A change during the writing asks for another page. */
  async #writePage(tenantId: string): Promise<void> {
    this.#behind.delete(tenantId)
    try {
      if (await writeWords(this.#database, tenantId)) this.#behind.add(tenantId)
    } catch (error) {
      this.#logger.warn({ err: error, tenantId }, 'cannot write words; new items are searched without them until then')
    }
  }
}
