import type { Series } from '../../host/samples.ts'
import { percentile } from '../search/timed.ts'

/** What the answers of one kind were in one second. Latencies in ms. */
interface Answers {
  readonly count: number
  readonly failed: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface Second {
  /** From 0. */
  readonly second: number
  /** By kind of request; `all` is all of them together. */
  readonly kinds: Readonly<Record<string, Answers>>
  readonly dropped: number
  readonly vus: number
  /** How late iterations of an open model started at worst, in ms. */
  readonly latenessMs: number
}

interface Open {
  readonly latencies: Map<string, number[]>
  readonly failed: Map<string, number>
  dropped: number
  vus: number
  latenessMs: number
}

/** Processes tell of a second up to so much later. */
const settleSeconds = 3

/** Turns samples into one line per second. Keeps the values of the last seconds only. */
export class Timeline {
  readonly seconds: Second[] = []
  /** How often each kind of request had each status that is not good, as "searches 503". */
  readonly errors: Record<string, number> = {}
  readonly #latency: string
  readonly #announce: (second: Second) => void
  readonly #open = new Map<number, Open>()

  /**
   * @param latency the metric that is shown
   * @param announce hears of each second when it is over
   */
  constructor(latency: string, announce: (second: Second) => void = () => {}) {
    this.#latency = latency
    this.#announce = announce
  }

  add(series: readonly Series[], elapsedMs: number): void {
    const second = Math.floor(elapsedMs / 1_000)
    for (const one of series) this.#addTo(this.#at(second), one)
    this.#close(second - settleSeconds)
  }

  end(): void {
    this.#close(Number.POSITIVE_INFINITY)
  }

  #at(second: number): Open {
    const known = this.#open.get(second)
    if (known) return known
    const made = { latencies: new Map(), failed: new Map(), dropped: 0, vus: 0, latenessMs: 0 }
    this.#open.set(second, made)
    return made
  }

  #addTo(open: Open, { metric, tags, values }: Series): void {
    const kinds = ['all', ...(tags.kind === undefined ? [] : [tags.kind])]
    if (metric === this.#latency) for (const kind of kinds) append(open.latencies, kind, values)
    else if (metric === 'dropped_iterations') open.dropped += sum(values)
    else if (metric === 'iteration_lateness') open.latenessMs = Math.max(open.latenessMs, ...values)
    else if (metric === 'vus') open.vus = Math.max(open.vus, ...values)
    else if (metric === 'http_req_failed' && sum(values) > 0) this.#addFailures(open, kinds, tags.status ?? '0', values)
  }

  #addFailures(open: Open, kinds: readonly string[], status: string, values: readonly number[]): void {
    const count = sum(values)
    for (const kind of kinds) open.failed.set(kind, (open.failed.get(kind) ?? 0) + count)
    const name = `${kinds.at(-1)} ${status === '0' ? 'without an answer' : status}`
    this.errors[name] = (this.errors[name] ?? 0) + count
  }

  #close(until: number): void {
    for (const [second, { latencies, failed, ...rest }] of [...this.#open].sort(([a], [b]) => a - b)) {
      if (second > until) return
      const kinds = [...latencies].map(([kind, values]) => [kind, answersOf(values, failed.get(kind) ?? 0)])
      const ended = { second, kinds: Object.fromEntries(kinds), ...rest }
      this.seconds.push(ended)
      this.#announce(ended)
      this.#open.delete(second)
    }
  }
}

function answersOf(values: readonly number[], failed: number): Answers {
  const at = (share: number) => Math.round(percentile(values, share) * 100) / 100
  return { count: values.length, failed, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

function append(all: Map<string, number[]>, key: string, values: readonly number[]): void {
  const known = all.get(key)
  if (known) for (const value of values) known.push(value)
  else all.set(key, [...values])
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
