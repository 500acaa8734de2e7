import { randomUUID } from 'node:crypto'
import type { ServiceMinute } from '@inkling/database'
import { latencyEdgesMs, type SloClass } from '@inkling/telemetry'

type Counted = { -readonly [K in keyof ServiceMinute]: ServiceMinute[K] } & { readonly latency: number[] }

export interface CountedAnswer {
  /** Empty if the key could not be checked. */
  readonly tenantId: string
  readonly class: SloClass
  readonly isError: boolean
  readonly elapsedMs: number
  /** That it stored; none unless it is said. */
  readonly events?: number | undefined
}

export interface AnswerCounterOptions {
  /** Stores whole counts under the name of this process; a repetition changes nothing. */
  readonly store: (source: string, minutes: readonly ServiceMinute[]) => Promise<void>
  readonly onDropped: (rows: number) => void
  readonly nowMs?: () => number
  readonly maxRows?: number
}

const flushEveryMs = 5_000
/** About ten hours of twenty busy tenants. */
const mostRows = 50_000
const rowsPerStatement = 5_000

/**
 * Counts answers per minute, tenant and class, in memory, and states the whole count of each minute every 5 s until it
 * is stored after the minute ended. So a count is neither lost nor doubled by a failed statement. While Postgres is
 * away for long, the oldest minutes are dropped and reported.
 */
export class AnswerCounter {
  readonly #options: AnswerCounterOptions
  /** The name under which this process counts. */
  readonly source = randomUUID()
  readonly #nowMs: () => number
  readonly #rows = new Map<string, Counted>()
  #minute = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(options: AnswerCounterOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush().catch(() => {}), flushEveryMs).unref()
  }

  add({ tenantId, class: of, isError, elapsedMs, events = 0 }: CountedAnswer): void {
    // A clock that goes back must not open a minute again whose count is stored.
    const minute = Math.max(this.#minute, Math.floor(this.#nowMs() / 60_000))
    this.#minute = minute
    const key = `${minute} ${of} ${tenantId}`
    const row = this.#rows.get(key) ?? this.#open(key, { tenantId, class: of, minute: minute * 60 })
    row.total++
    row.events += events
    if (isError) row.errors++
    else {
      const bucket = bucketOf(elapsedMs)
      row.latency[bucket] = (row.latency[bucket] ?? 0) + 1
    }
  }

  /** Stores all counts. Rejects if Postgres did not take them; the next flush states them again. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.catch(() => {}).then(() => this.#flush())
    return this.#flushing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush().catch(() => this.#options.onDropped(this.#rows.size))
  }

  #open(key: string, facts: Pick<ServiceMinute, 'tenantId' | 'class' | 'minute'>): Counted {
    const [oldest] = this.#rows.keys()
    if (oldest !== undefined && this.#rows.size >= (this.#options.maxRows ?? mostRows)) {
      this.#rows.delete(oldest)
      this.#options.onDropped(1)
    }
    const row = {
      ...facts,
      total: 0,
      errors: 0,
      events: 0,
      latency: new Array<number>(latencyEdgesMs.length + 1).fill(0),
    }
    this.#rows.set(key, row)
    return row
  }

  async #flush(): Promise<void> {
    const ended = Math.max(this.#minute, Math.floor(this.#nowMs() / 60_000)) * 60
    this.#minute = ended / 60
    const rows = [...this.#rows]
    for (let from = 0; from < rows.length; from += rowsPerStatement) {
      const part = rows.slice(from, from + rowsPerStatement)
      await this.#options.store(
        this.source,
        part.map(([, row]) => row),
      )
      for (const [key, { minute }] of part) if (minute < ended) this.#rows.delete(key)
    }
  }
}

function bucketOf(elapsedMs: number): number {
  const place = latencyEdgesMs.findIndex((edge) => elapsedMs <= edge)
  return place < 0 ? latencyEdgesMs.length : place
}
