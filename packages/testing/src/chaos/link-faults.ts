import { wait } from './wait.ts'

type Chunks = AsyncIterable<Buffer>

/** The present faults of the connections of a proxy. There are none at first. */
export class LinkFaults {
  delayMs = 0
  jitterMs = 0
  #stalled: PromiseWithResolvers<void> | undefined
  #mended = Promise.withResolvers<void>()
  #admissions = Number.POSITIVE_INFINITY
  #cutAfterBytes = Number.POSITIVE_INFINITY
  #bytesLeft = Number.POSITIVE_INFINITY

  stall(): void {
    this.#stalled ??= Promise.withResolvers()
  }

  admit(count: number): void {
    this.#admissions = count
  }

  cutAnswerAfter(bytes: number): void {
    this.#cutAfterBytes = bytes
    this.#bytesLeft = bytes
  }

  /** Ends all faults. Everything that was held goes on. */
  mend(): void {
    this.delayMs = 0
    this.jitterMs = 0
    this.admit(Number.POSITIVE_INFINITY)
    this.cutAnswerAfter(Number.POSITIVE_INFINITY)
    this.#stalled?.resolve()
    this.#stalled = undefined
    this.#mended.resolve()
    this.#mended = Promise.withResolvers()
  }

  /** Whether one more connection is served. */
  takeAdmission(): boolean {
    if (this.#admissions < 1) return false
    this.#admissions--
    return true
  }

  /** The bytes of a client, as they reach the target. */
  async *requests(chunks: Chunks, isAdmitted: boolean): Chunks {
    const admitted = isAdmitted ? undefined : this.#mended.promise
    for await (const chunk of chunks) {
      await admitted
      await this.#stalled?.promise
      yield chunk
    }
  }

  /** The bytes of the target, as they reach the client. @throws where the connection is to break */
  async *answers(chunks: Chunks): Chunks {
    for await (const chunk of chunks) {
      await this.#stalled?.promise
      if (this.delayMs > 0) await wait(this.delayMs + (2 * Math.random() - 1) * this.jitterMs)
      yield* this.#cutting(chunk)
    }
  }

  *#cutting(chunk: Buffer): Iterable<Buffer> {
    const isCut = chunk.length > this.#bytesLeft
    if (!isCut) this.#bytesLeft -= chunk.length
    yield isCut ? chunk.subarray(0, this.#bytesLeft) : chunk
    if (!isCut) return
    this.#bytesLeft = this.#cutAfterBytes
    throw new Error('The proxy cuts the answer')
  }
}
