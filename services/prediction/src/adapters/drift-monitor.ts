import { PageHinkley } from '@inkling/learning'
import type { NextItemModel, Outcome } from '@inkling/predictors'
import { type Logger, metrics } from '@inkling/telemetry'

export interface DriftMonitorOptions {
  /** Asks for the tenant to be trained anew. */
  readonly ask: (tenantId: string) => Promise<unknown>
  /** A tenant is asked for at most once in this time. */
  readonly coolDownMs: number
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
  readonly logger: Logger
}

/** Milliseconds until an asking that failed may be tried again. */
const retryMs = 60_000

/** What is known of one model. A new model begins anew, and takes what was found of the old one with it. */
interface Watch {
  readonly test: PageHinkley
  hasDrifted: boolean
}

/**
 * Notes when a tenant's predictions have become worse for good, by the log-loss of the blend on what really came next, and asks for
 * training then. What fails is tried again when more has happened; nothing waits for it.
 */
export class DriftMonitor {
  readonly #options: DriftMonitorOptions
  readonly #watches = new WeakMap<NextItemModel, Watch>()
  /** When each tenant may be asked for again. */
  readonly #notBeforeMs = new Map<string, number>()

  constructor(options: DriftMonitorOptions) {
    if (!(options.coolDownMs >= 0)) throw new RangeError(`coolDownMs ${options.coolDownMs} is negative`)
    this.#options = options
  }

  observe(tenantId: string, outcomes: readonly Outcome[], model: NextItemModel): void {
    const blend = outcomes.find((outcome) => outcome.model === 'blend')
    if (!blend) return
    const watch = this.#watches.get(model) ?? { test: new PageHinkley(), hasDrifted: false }
    this.#watches.set(model, watch)
    if (watch.test.add(-Math.log(blend.probability))) {
      watch.hasDrifted = true
      metrics.drifts.inc()
      this.#options.logger.warn({ tenantId }, 'predictions have become worse')
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
      logger.warn({ err: error, tenantId }, 'training was not asked for; trying again later')
    }
  }
}
