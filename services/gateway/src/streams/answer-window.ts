import type { MetricsReport } from '@inkling/contracts'
import type { CountedAnswer } from '@inkling/service-kit'

interface Counts {
  requests: number
  errors: number
  /** How many answers took about {@link edgeMs} of the place. */
  readonly byTime: Uint32Array
}

/** Each edge is a fifth above the one before, from 0.1 ms to beyond the longest deadline. */
const growth = 1.2
const firstMs = 0.1
const places = 72
const edgeMs = (place: number) => firstMs * growth ** place

/** Counts answers by class and time between two readings. Times are right within 20 %. */
export class AnswerWindow {
  readonly #now: () => number
  #counts = new Map<string, Counts>()
  #sinceMs: number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#sinceMs = now()
  }

  add({ class: name, isError, elapsedMs }: CountedAnswer): void {
    const counts = this.#counts.get(name) ?? { requests: 0, errors: 0, byTime: new Uint32Array(places) }
    this.#counts.set(name, counts)
    counts.requests++
    if (isError) counts.errors++
    const place = Math.ceil(Math.log(Math.max(elapsedMs, firstMs) / firstMs) / Math.log(growth))
    const at = Math.min(places - 1, place)
    counts.byTime[at] = (counts.byTime[at] ?? 0) + 1
  }

  /** What was counted since the last reading. */
  read(): Pick<MetricsReport, 'seconds' | 'answers'> {
    const nowMs = this.#now()
    const seconds = (nowMs - this.#sinceMs) / 1_000
    const answers = [...this.#counts].map(([name, counts]) => ({
      class: name,
      requests: counts.requests,
      errors: counts.errors,
      p50Ms: quantile(counts, 0.5),
      p95Ms: quantile(counts, 0.95),
      p99Ms: quantile(counts, 0.99),
    }))
    this.#counts = new Map()
    this.#sinceMs = nowMs
    return { seconds: Math.round(seconds * 100) / 100, answers }
  }
}

/** The upper edge below which this share of the answers is. */
function quantile({ requests, byTime }: Counts, share: number): number {
  let seen = 0
  for (const [place, count] of byTime.entries()) {
    seen += count
    if (seen >= share * requests) return Math.round(edgeMs(place) * 10) / 10
  }
  return edgeMs(places)
}
