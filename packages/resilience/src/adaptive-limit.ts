import { CorrelationWindow } from './correlation-window.ts'

/** What one window of calls showed. */
export interface WindowReading {
  /** The 90th percentile of the latencies. */
  readonly latencyMs: number
  /** The mean number of calls in flight. */
  readonly inFlight: number
  /** Answers per second. */
  readonly throughput: number
  /** Whether calls had to wait for the limit. */
  readonly isFull: boolean
}

/** The baseline follows a lower latency faster than a higher one, because load raises latency. */
const baselineWeight = { lower: 0.2, higher: 0.05, withoutQueue: 0.5 }
const recentWeight = 0.5
/** Calls that queue at the dependency, as a share of those in flight. */
const queueing = { low: 0.01, high: 0.04 }
const step = { up: 0.03, correlated: 0.05, probe: 0.1 }
const correlationSize = 12

/**
 * The number of calls that a dependency can work on at once: with fewer it idles, with more they queue there.
 * Follows the adaptive limiter of failsafe-go (https://failsafe-go.dev/adaptive-limiter/).
 *
 * By Little's law, of the calls in flight a share of `1 - baseline / recent` queues at the dependency, if `recent` is
 * the latency now and `baseline` that without a queue. The limit falls while more than 4 % queue and rises while less
 * than 1 % do. A baseline that was learned under load hides a queue. The correlations show it: above the knee the
 * latency moves with the calls in flight and the throughput does not. If only the throughput does, the dependency has
 * become slower, and the latency now is the baseline.
 *
 * Unlike failsafe-go, it falls by half of the queue at once and otherwise in steps of a few percent, and it tries a
 * step down while it is full and nothing varies. failsafe-go takes steps of 1, which need a minute from 128 to 40.
 */
export class AdaptiveLimit {
  readonly #floor: number
  readonly #ceiling: number
  readonly #throughputs = new CorrelationWindow(correlationSize)
  readonly #latencies = new CorrelationWindow(correlationSize)
  #limit: number
  #baselineMs: number | undefined
  #recentMs: number | undefined

  /** Starts at the ceiling. */
  constructor(floor: number, ceiling: number) {
    if (!(floor >= 1 && floor <= ceiling)) throw new RangeError(`The floor must be 1 to ${ceiling}, got ${floor}`)
    this.#floor = floor
    this.#ceiling = ceiling
    this.#limit = ceiling
  }

  get value(): number {
    return Math.round(this.#limit)
  }

  observe({ latencyMs, inFlight, throughput, isFull }: WindowReading): void {
    const throughputs = this.#throughputs.add(inFlight, throughput)
    const latencies = this.#latencies.add(inFlight, latencyMs)
    const recentMs = blend(this.#recentMs, latencyMs, recentWeight)
    const isWithoutQueue = this.value === this.#floor || isBelowKnee(throughputs, latencies)
    const weight = recentMs < (this.#baselineMs ?? 0) ? 'lower' : isWithoutQueue ? 'withoutQueue' : 'higher'
    const baselineMs = blend(this.#baselineMs, recentMs, baselineWeight[weight])
    this.#recentMs = recentMs
    this.#baselineMs = baselineMs
    const queue = 1 - baselineMs / recentMs
    const limit = this.#limit * (1 + (isFull ? change(queue, throughputs, latencies) : unusedChange(queue)))
    this.#limit = Math.min(this.#ceiling, Math.max(this.#floor, isFull ? limit : Math.max(limit, inFlight)))
  }
}

/** More calls in flight give more answers, and none takes longer. */
const isBelowKnee = (throughputs = 0, latencies = 1) => throughputs > 0.7 && latencies < 0.3

function change(queue: number, throughputs: number | undefined, latencies: number | undefined): number {
  if (isBelowKnee(throughputs, latencies)) return step.up
  // More calls in flight still give more answers: a latency that only varies is no queue.
  if ((throughputs ?? 0) > 0.7 && (latencies ?? 1) < 0.6) return 0
  if (queue > queueing.high) return -Math.max(step.correlated, queue / 2)
  if (throughputs === undefined || latencies === undefined) return -step.probe
  if (throughputs < 0.3 && latencies > 0.5) return -step.correlated
  return queue < queueing.low ? step.up : 0
}

/** While no call waits, the limit holds nothing back: it returns to the ceiling, unless a queue grows all the same. */
const unusedChange = (queue: number) => (queue > queueing.high ? -step.probe : step.probe)

const blend = (before: number | undefined, now: number, weight: number): number =>
  before === undefined ? now : before + (now - before) * weight
