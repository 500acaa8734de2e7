import { setTimeout as delay } from 'node:timers/promises'
import { hedged } from './hedged.ts'
import type { ExecuteOptions, PolicyOptions, PolicySettings } from './policy.ts'
import type { PolicyEvents } from './policy-events.ts'
import { RetryBudget } from './retry-budget.ts'

/** Full jitter before the retry, so that callers who failed at the same time do not return at the same time. */
const maxJitterMs = 50

type Attempt<T> = (cancelled?: AbortSignal) => Promise<T>

export interface AttemptsOptions {
  readonly settings: PolicySettings
  readonly isFault: PolicyOptions['isFault']
  readonly events: PolicyEvents
  readonly isClosed: () => boolean
  /** The time that 95 % of the calls take. */
  readonly usualMs: () => number | undefined
}

/**
 * Follows a fault with further attempts, and a slow attempt with one beside it, if the call allows it, the circuit is
 * closed, and the budget of both has an attempt left.
 */
export class Attempts {
  readonly #options: AttemptsOptions
  readonly #budget: RetryBudget

  constructor(options: AttemptsOptions) {
    this.#options = options
    this.#budget = new RetryBudget(options.settings.retryBudget)
  }

  async execute<T>(attempt: Attempt<T>, options: ExecuteOptions): Promise<T> {
    this.#budget.earn()
    const usualMs = options.hedge ? this.#options.usualMs() : undefined
    const once = usualMs === undefined ? attempt : () => hedged(attempt, usualMs, () => this.#spend('hedge'))
    for (let retries = 0; ; retries++) {
      try {
        return await once()
      } catch (error) {
        const waitMs = this.#options.isFault(error) ? this.#waitMs(retries, options) : undefined
        if (waitMs === undefined || !this.#spend('retry')) throw error
        await delay(waitMs)
      }
    }
  }

  /** Undefined if there is no further retry, or no time for it. */
  #waitMs(retries: number, { retry = false, deadline: { remainingMs } }: ExecuteOptions): number | undefined {
    const { retries: most, retryDelayMs } = this.#options.settings
    if (!retry || remainingMs === 0 || retries >= (retry === 'background' ? most : 1)) return undefined
    if (retry !== 'background') return Math.random() * Math.min(maxJitterMs, remainingMs)
    const waitMs = backoffMs(retryDelayMs, retries, Math.random())
    return waitMs < remainingMs ? waitMs : undefined
  }

  #spend(event: 'retry' | 'hedge'): boolean {
    if (!this.#options.isClosed() || !this.#budget.spend()) return false
    this.#options.events.publish(event)
    return true
  }
}

/** Twice as long before each further retry, give or take a quarter. @param random 0 to 1 */
export const backoffMs = (firstMs: number, retries: number, random: number): number =>
  firstMs * 2 ** retries * (0.75 + random / 2)
