import { inBackground } from '@inkling/resilience'

export interface BufferedWriterOptions<B> {
  /** A buffer is stored this long after the first addition to it, at the latest. */
  readonly flushEveryMs: number
  readonly createBuffer: () => B
  readonly store: (tenantId: string, buffer: B) => Promise<unknown>
  /** A tenant's buffer could not be stored. It is lost; the buffers of all other tenants are stored all the same. */
  readonly onLoss: (error: unknown, tenantId: string) => void
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

  constructor(options: BufferedWriterOptions<B>) {
    this.#options = options
  }

  /** The tenant's buffer, to add to at once: later it may have been stored. */
  bufferOf(tenantId: string): B {
    const buffer = this.#buffers.get(tenantId) ?? this.#options.createBuffer()
    this.#buffers.set(tenantId, buffer)
    this.#timer ??= inBackground(() => setTimeout(() => void this.flush(), this.#options.flushEveryMs))
    return buffer
  }

  /** Stores everything that is buffered by now. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#flush())
    return this.#flushing
  }

  /** Stores the rest. */
  close(): Promise<void> {
    return this.flush()
  }

  async #flush(): Promise<void> {
    const buffers = this.#buffers
    this.#buffers = new Map()
    for (const [tenantId, buffer] of buffers) {
      try {
        await this.#options.store(tenantId, buffer)
      } catch (error) {
        this.#options.onLoss(error, tenantId)
      }
    }
  }
}
