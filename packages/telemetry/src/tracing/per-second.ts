/** Admits so many in each second. */
export class PerSecond {
  readonly #most: number
  readonly #nowMs: () => number
  #admitted = 0
  #endsMs = 0

  constructor(most: number, nowMs: () => number = () => performance.now()) {
    this.#most = most
    this.#nowMs = nowMs
  }

  take(): boolean {
    const nowMs = this.#nowMs()
    if (nowMs >= this.#endsMs) {
      this.#endsMs = nowMs + 1_000
      this.#admitted = 0
    }
    this.#admitted++
    return this.#admitted <= this.#most
  }
}
