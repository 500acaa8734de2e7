import { inBackground } from '@inkling/resilience'
import { mayPass } from './sql-states.ts'

export interface BufferedWriterOptions<B> {
  /** A buffer is stored this long after the first addition to it, at the latest. */
  readonly flushEveryMs: number
  readonly createBuffer: () => B
  readonly store: (tenantId: string, buffer: B) => Promise<unknown>
  /**
   * Puts what Postgres could not store, because it was unavailable or too late, before what was added since. It is
   * stored at the next flush, perhaps a second time: a commit whose answer was lost counts as a failure, too. Without
   * this, such a buffer is lost.
   */
  readonly keep?: (failed: B, since: B | undefined) => B
  /** A tenant's buffer could not be stored. It is lost; the buffers of all other tenants are stored all the same. */
  readonly onLoss: (error: unknown, tenantId: string, buffer: B) => void
}

/**
 * Gathers data in memory, per tenant, and stores it in the background, one tenant after
 * another.
 */
export class BufferedWriter<B> {
  readonly #options: BufferedWriterOptions<B>
  #buffers = new Map<string, B>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: BufferedWriterOptions<B>) {
    this.#options = options
  }

  /** The tenant's buffer, to add to at once: later it may have been stored. */
  bufferOf(tenantId: string): B {
    const buffer = this.#buffers.get(tenantId) ?? this.#options.createBuffer()
    this.#hold(tenantId, buffer)
    return buffer
  }

  /** Stores everything that is buffered by now, if Postgres takes it. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#flush())
    return this.#flushing
  }

  /** Stores the rest. It is tried once: what cannot be stored now is lost. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.flush()
  }

  #hold(tenantId: string, buffer: B): void {
    this.#buffers.set(tenantId, buffer)
    this.#timer ??= inBackground(() => setTimeout(() => void this.flush(), this.#options.flushEveryMs))
  }

  async #flush(): Promise<void> {
    const buffers = this.#buffers
    this.#buffers = new Map()
    for (const [tenantId, buffer] of buffers) {
      try {
        await this.#options.store(tenantId, buffer)
      } catch (error) {
        const { keep, onLoss } = this.#options
        if (keep && !this.#isClosed && mayPass(error)) this.#hold(tenantId, keep(buffer, this.#buffers.get(tenantId)))
        else onLoss(error, tenantId, buffer)
      }
    }
  }
}
