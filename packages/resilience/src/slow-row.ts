import type { IBreaker } from 'cockatiel'

/** One call may be slow by itself. Two in a row, while none succeeds, show that the dependency hangs. */
const slowInRow = 2

/**
 * Opens when two calls in a row are slow and no call has succeeded since they began: then it is the dependency that
 * hangs, however few calls there are.
 */
export class SlowRow implements IBreaker {
  /** cockatiel saves and restores circuits by this; we do neither. */
  readonly state = undefined
  #slow = 0
  #succeededMs = Number.NEGATIVE_INFINITY

  /** Notes a slow call by the time at which it began. `failure` follows for the same call. */
  add(startedMs: number): void {
    if (startedMs >= this.#succeededMs) this.#slow++
  }

  /** The same for a call of a dependency that did not answer a probe either: it counts for as many as open. */
  addHung(startedMs: number): void {
    if (startedMs >= this.#succeededMs) this.#slow = slowInRow
  }

  success(): void {
    this.#slow = 0
    this.#succeededMs = performance.now()
  }

  failure(): boolean {
    return this.#slow >= slowInRow
  }
}
