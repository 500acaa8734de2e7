import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker,
  handleWhen,
  TaskCancelledError,
} from 'cockatiel'
import { AnyBreaker } from './any-breaker.ts'
import { AttemptTimeout } from './attempt-timeout.ts'
import type { Policy, PolicyOptions } from './policy.ts'
import { publishPolicyEvent } from './publish-policy-event.ts'

const defaultBreakAfter = 5
const defaultHalfOpenAfterMs = 60_000

/** Opens the circuit of a dependency that fails often, yet never many times in a row. */
const faultRatio = { threshold: 0.5, size: 100, minimumNumberOfCalls: 20 }

/** A half-open circuit lets three calls through. It closes when all three succeed and opens at the first fault. */
const trials = { calls: 3, threshold: 0 }

const stateNames = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'halfOpen',
} as const

/**
 * The circuit breaker of one dependency. A timeout of an attempt is a fault, so a slow dependency opens the circuit
 * too.
 */
export class Circuit {
  readonly #breaker: CircuitBreakerPolicy

  constructor({ name, isFault, breakAfter = defaultBreakAfter, halfOpenAfterMs }: PolicyOptions) {
    this.#breaker = circuitBreaker(
      handleWhen((error) => (error instanceof TaskCancelledError ? error instanceof AttemptTimeout : isFault(error))),
      {
        breaker: new AnyBreaker(new ConsecutiveBreaker(breakAfter), new CountBreaker(faultRatio)),
        halfOpenAfter: halfOpenAfterMs ?? defaultHalfOpenAfterMs,
        halfOpenSampling: trials,
      },
    )
    this.#breaker.onStateChange((state) => publishPolicyEvent(name, stateNames[state]))
  }

  get state(): Policy['state'] {
    return stateNames[this.#breaker.state]
  }

  /**
   * @throws BrokenCircuitError when it is open. A half-open circuit makes all calls after the first three wait for
   * them.
   */
  execute<T>(run: () => Promise<T>): Promise<T> {
    return this.#breaker.execute(run)
  }
}
