import type { CircuitState, IBreaker } from 'cockatiel'

/** Opens when any of its breakers does; each is told of every call. */
export class AnyBreaker implements IBreaker {
  /** For storing a circuit, which nobody does. */
  readonly state = undefined
  readonly #breakers: readonly IBreaker[]

  constructor(...breakers: readonly IBreaker[]) {
    this.#breakers = breakers
  }

  success(state: CircuitState): void {
    for (const breaker of this.#breakers) breaker.success(state)
  }

  failure(state: CircuitState): boolean {
    return this.#breakers.filter((breaker) => breaker.failure(state)).length > 0
  }
}
