/** When the answer is no longer wanted. It travels as the time that is left, so that clocks need not agree. */
export class Deadline {
  readonly #expiresAtMs: number
  readonly #now: () => number
  #signal: AbortSignal | undefined

  constructor(timeoutMs: number, now: () => number = () => performance.now()) {
    this.#now = now
    this.#expiresAtMs = now() + timeoutMs
  }

  /** Milliseconds left, 0 when it has passed. */
  get remainingMs(): number {
    return Math.max(0, Math.floor(this.#expiresAtMs - this.#now()))
  }

  /** Aborts when the deadline passes. */
  get signal(): AbortSignal {
    this.#signal ??= this.remainingMs > 0 ? AbortSignal.timeout(this.remainingMs) : AbortSignal.abort()
    return this.#signal
  }
}
