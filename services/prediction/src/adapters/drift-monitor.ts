import { PageHinkley } from '@inkling/learning'
import type { NextItemModel, Outcome } from '@inkling/predictors'
import { type Logger, learningMetrics } from '@inkling/telemetry'

export interface DriftMonitorOptions {
  /** Asks for a new training run of the tenant. */
  readonly ask: (tenantId: string) => Promise<unknown>
  /** At most one run per tenant is asked for in this time. */
  readonly coolDownMs: number
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
  readonly logger: Logger
  readonly metrics?: ReturnType<typeof learningMetrics>
}

/** How long after a failed request the next one may be made. */
const retryMs = 60_000

/** The drift test of one model. A new model starts with a new test. */
interface Watch {
  readonly test: PageHinkley
  hasDrifted: boolean
}

/**
 * Detects when a tenant's predictions have become worse for good, by the log-loss of the blend on the items that really
 * came next, and then asks for training. A failed request is repeated after a minute, with the next event. Nothing
 * waits for it.
 */
export class DriftMonitor {
  readonly #options: Required<DriftMonitorOptions>
  readonly #watches = new WeakMap<NextItemModel, Watch>()
  /** When the next run of each tenant may be asked for. */
  readonly #notBeforeMs = new Map<string, number>()

  constructor(options: DriftMonitorOptions) {
    if (!(options.coolDownMs >= 0)) throw new RangeError(`coolDownMs ${options.coolDownMs} is negative`)
    this.#options = { metrics: learningMetrics(), ...options }
  }

  observe(tenantId: string, outcomes: readonly Outcome[], model: NextItemModel): void {
    const blend = outcomes.find((outcome) => outcome.model === 'blend')
    if (!blend) return
    const watch = this.#watches.get(model) ?? { test: new PageHinkley(), hasDrifted: false }
    this.#watches.set(model, watch)
    if (watch.test.add(-Math.log(blend.probability))) {
      watch.hasDrifted = true
      this.#options.metrics.drifts.inc()
      this.#options.logger.warn({ tenantId }, 'drift detected: predictions have become worse')
    }
    if (watch.hasDrifted && this.#mayAsk(tenantId)) void this.#ask(tenantId, watch)
  }

  #mayAsk(tenantId: string): boolean {
    return this.#options.clock() >= (this.#notBeforeMs.get(tenantId) ?? Number.NEGATIVE_INFINITY)
  }

  async #ask(tenantId: string, watch: Watch): Promise<void> {
    const { ask, clock, coolDownMs, logger } = this.#options
    this.#notBeforeMs.set(tenantId, clock() + coolDownMs)
    try {
      await ask(tenantId)
      watch.hasDrifted = false
    } catch (error) {
      this.#notBeforeMs.set(tenantId, clock() + Math.min(retryMs, coolDownMs))
      logger.warn({ err: error, tenantId }, 'cannot ask for training; trying again later')
    }
  }
}
