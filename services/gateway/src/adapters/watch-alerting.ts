import type { HealthReport } from '@inkling/contracts'
import { alertingMetrics, type Logger } from '@inkling/telemetry'

export interface WatchAlertingOptions {
  readonly look: () => Promise<Pick<HealthReport, 'checks'>>
  readonly logger: Pick<Logger, 'error' | 'warn'>
  readonly metrics?: ReturnType<typeof alertingMetrics>
  readonly clock?: { now(): number }
}

const everyMs = 10_000
/** Maintenance itself says so after half a minute. */
const lostAfterMs = 30_000

/**
 * Watches whether maintenance evaluates alerts, because otherwise nobody is told that nobody is told. It logs once when
 * an outage begins, and once when it ends.
 */
export class WatchAlerting {
  readonly #options: WatchAlertingOptions
  readonly #clock: { now(): number }
  readonly #metrics: ReturnType<typeof alertingMetrics>
  readonly #timer: NodeJS.Timeout
  #wellAtMs: number
  #isLost = false

  constructor(options: WatchAlertingOptions) {
    this.#options = options
    this.#clock = options.clock ?? performance
    this.#metrics = options.metrics ?? alertingMetrics()
    this.#wellAtMs = this.#clock.now()
    this.#timer = setInterval(() => void this.step(), everyMs).unref()
  }

  async step(): Promise<void> {
    const { checks } = await this.#options.look()
    if (checks.alerting?.status === 'ok') this.#found()
    else if (!this.#isLost && this.#clock.now() - this.#wellAtMs >= lostAfterMs) this.#lose(checks.alerting?.detail)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #found(): void {
    this.#wellAtMs = this.#clock.now()
    if (this.#isLost) this.#options.logger.warn('maintenance evaluates alerts again')
    this.#isLost = false
  }

  #lose(reason = 'maintenance does not answer'): void {
    this.#isLost = true
    this.#metrics.lost.inc()
    this.#options.logger.error({ reason }, 'maintenance evaluates no alerts: nobody is told of faults')
  }
}
