/**
 * The time after which nobody waits for the answer. Services send each other the time left, so clocks need not agree.
 */
export class Deadline {
  readonly #expiresAtMs: number
  readonly #now: () => number

  /** @param now a clock in milliseconds that never goes back */
  constructor(timeoutMs: number, now: () => number = () => performance.now()) {
    this.#now = now
    this.#expiresAtMs = now() + timeoutMs
  }

  /** Whole milliseconds left, 0 after the deadline. */
  get remainingMs(): number {
    return Math.max(0, Math.floor(this.#expiresAtMs - this.#now()))
  }
}
