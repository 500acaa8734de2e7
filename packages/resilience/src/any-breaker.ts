import type { CircuitState, IBreaker } from 'cockatiel'

/** Opens when any of its breakers opens. Every breaker sees the outcome of every call. */
export class AnyBreaker implements IBreaker {
  /** cockatiel saves and restores circuits by this; we do neither. */
  readonly state = undefined
  readonly #breakers: readonly IBreaker[]

  constructor(...breakers: readonly IBreaker[]) {
    this.#breakers = breakers
  }

  success(state: CircuitState): void {
    for (const breaker of this.#breakers) breaker.success(state)
  }

  failure(state: CircuitState): boolean {
    const opened = this.#breakers.map((breaker) => breaker.failure(state))
    return opened.includes(true)
  }
}
