import { createHistogram } from 'node:perf_hooks'
import type { WindowReading } from './adaptive-limit.ts'

const shortestWindowMs = 500
const leastSamples = 20
/** 1 % of precision up to an hour, in microseconds. */
const histogramOptions = { figures: 2, highest: 3_600_000_000 }
/** The 95th percentile is smoothed over some ten windows. */
const smoothing = 0.2
/** The most that a window raises it by. */
const mostRise = 3

/**
 * Latencies in a streaming histogram (HdrHistogram) that begins again with each window: half a second or longer, until
 * there are 20 samples.
 */
export class Latencies {
  readonly #histogram = createHistogram(histogramOptions)
  readonly #onWindow: (reading: Omit<WindowReading, 'isFull'>) => void
  readonly #slowMs: number
  #startedMs = performance.now()
  #inFlight = 0
  #samples = 0
  #p95Ms: number | undefined

  /**
   * @param slowMs A window of calls that all took longer counts as this, unless nearly as much is usual: what hung and
   * answered in the end must not make it usual to hang.
   */
  constructor(onWindow: (reading: Omit<WindowReading, 'isFull'>) => void, slowMs = Number.POSITIVE_INFINITY) {
    this.#onWindow = onWindow
    this.#slowMs = slowMs
  }

  /** The recent 95th percentile, and undefined until a window has ended. */
  get p95Ms(): number | undefined {
    return this.#p95Ms
  }

  /** @param inFlight how many calls were under way, this one included */
  record(latencyMs: number, inFlight: number, nowMs: number): void {
    this.#histogram.record(Math.max(1, Math.round(latencyMs * 1_000)))
    this.#inFlight += inFlight
    this.#samples++
    const elapsedMs = nowMs - this.#startedMs
    if (this.#samples >= leastSamples && elapsedMs >= shortestWindowMs) this.#end(elapsedMs, nowMs)
  }

  #end(elapsedMs: number, nowMs: number): void {
    const [samples, inFlight] = [this.#samples, this.#inFlight]
    const latencyMs = this.#histogram.percentile(90) / 1_000
    const before = this.#p95Ms
    const p95Ms = Math.min(this.#histogram.percentile(95) / 1_000, Math.max(this.#slowMs, mostRise * (before ?? 0)))
    this.#p95Ms = before === undefined ? p95Ms : before + (p95Ms - before) * smoothing
    this.#histogram.reset()
    this.#startedMs = nowMs
    this.#samples = 0
    this.#inFlight = 0
    this.#onWindow({ latencyMs, inFlight: inFlight / samples, throughput: (samples / elapsedMs) * 1_000 })
  }
}
