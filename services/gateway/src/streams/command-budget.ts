/** What a client may ask for at once, and how much of it comes back in a second. */
const atOnce = 300
const perSecond = 30

/** Limits what one client may send: a token bucket. */
export class CommandBudget {
  #left = atOnce
  #atMs: number

  constructor(nowMs: number) {
    this.#atMs = nowMs
  }

  /** Whether `cost` more is allowed now. */
  take(cost: number, nowMs: number): boolean {
    this.#left = Math.min(atOnce, this.#left + ((nowMs - this.#atMs) / 1_000) * perSecond) - cost
    this.#atMs = nowMs
    return this.#left >= 0
  }
}
