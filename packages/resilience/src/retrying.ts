import { setTimeout as delay } from 'node:timers/promises'
import type { Circuit } from './circuit.ts'
import type { ExecuteOptions, PolicyOptions } from './policy.ts'
import { publishPolicyEvent } from './publish-policy-event.ts'
import { RetryBudget } from './retry-budget.ts'

/** Full jitter before the retry, so that callers who failed at the same time do not return at the same time. */
const maxJitterMs = 50

/**
 * Follows a fault with one more attempt, if the call allows it, the circuit is still closed, and the budget has a retry
 * left.
 */
export class Retrying {
  readonly #options: PolicyOptions
  readonly #circuit: Circuit
  readonly #budget = new RetryBudget()

  constructor(options: PolicyOptions, circuit: Circuit) {
    this.#options = options
    this.#circuit = circuit
  }

  async execute<T>(attempt: () => Promise<T>, options: ExecuteOptions): Promise<T> {
    this.#budget.earn()
    try {
      return await attempt()
    } catch (error) {
      if (!this.#maySpend(error, options)) throw error
      publishPolicyEvent(this.#options.name, 'retry')
      await delay(Math.random() * Math.min(maxJitterMs, options.deadline.remainingMs))
      return attempt()
    }
  }

  #maySpend(error: unknown, { deadline, retry = false }: ExecuteOptions): boolean {
    return (
      retry &&
      this.#options.isFault(error) &&
      this.#circuit.state === 'closed' &&
      deadline.remainingMs > 0 &&
      this.#budget.spend()
    )
  }
}
