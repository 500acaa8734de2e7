export interface TimeShareOptions {
  /** Of the time that passes, in (0, 1]. */
  readonly share: number
  /** The most that is saved up while nothing is spent, in ms. */
  readonly mostMs?: number
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
}

/** Bounds the time that background work takes: at most a share of all time, by a token bucket of milliseconds. */
export class TimeShare {
  readonly #share: number
  readonly #mostMs: number
  readonly #clock: () => number
  #savedMs = 0
  #atMs: number

  constructor({ share, mostMs = 100, clock }: TimeShareOptions) {
    if (!(share > 0 && share <= 1)) throw new RangeError(`share must be above 0 and at most 1, got ${share}`)
    if (!(mostMs > 0)) throw new RangeError(`mostMs must be above 0, got ${mostMs}`)
    this.#share = share
    this.#mostMs = mostMs
    this.#clock = clock
    this.#atMs = clock()
  }

  /** Whether anything is saved up. */
  hasRoom(): boolean {
    const nowMs = this.#clock()
    this.#savedMs = Math.min(this.#mostMs, this.#savedMs + (nowMs - this.#atMs) * this.#share)
    this.#atMs = nowMs
    return this.#savedMs > 0
  }

  /** The work took so many milliseconds, which may be more than were saved up. */
  spend(ms: number): void {
    this.#savedMs -= ms
  }
}
