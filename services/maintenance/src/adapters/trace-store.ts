import { type Database, insertSpans, rollSpans } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { type Logger, traceStoreMetrics, untraced } from '@inkling/telemetry'
import { context } from '@opentelemetry/api'
import type { ReadSpans } from '../domain/read-otlp.ts'
import type { Span } from '../domain/span.ts'
import { TailSampler } from './tail-sampler.ts'

export interface TraceStoreOptions {
  readonly database: Pick<Database, 'platform'>
  readonly logger: Logger
  readonly share: number
  readonly settleMs: number
  readonly keptHours: number
  readonly maxBytes: number
}

const settleEveryMs = 250
const rollEveryMs = 60_000
const maxAgeMs = 10_000
const maxSpans = 50_000
const maxTraceSpans = 20_000
/** Spans that wait for Postgres. */
const maxWaiting = 50_000
const batchSpans = 2_000
const insertTimeoutMs = 5_000

/**
 * Gathers spans until their traces have ended, and stores those that sampling keeps, in the background. It never makes
 * a sender wait: what does not fit into memory, or what Postgres does not take within 5 s, is lost and counted.
 */
export class TraceStore {
  readonly #options: TraceStoreOptions
  readonly #sampler: TailSampler
  readonly #metrics = traceStoreMetrics()
  readonly #timers: readonly NodeJS.Timeout[]
  #waiting: Span[] = []
  #storing: Promise<void> | undefined
  #hasRoom = true

  constructor(options: TraceStoreOptions) {
    const { settleMs, share } = options
    this.#options = options
    this.#sampler = new TailSampler({ settleMs, share, maxAgeMs, maxSpans, maxTraceSpans })
    this.#timers = [setInterval(() => this.#settle(), settleEveryMs), setInterval(() => void this.roll(), rollEveryMs)]
    void this.roll()
  }

  receive({ spans, rejected }: ReadSpans): void {
    this.#metrics.received.inc(spans.length)
    this.#lose('refused', rejected)
    this.#lose('memory', this.#sampler.add(spans, performance.now()))
    this.#metrics.buffered.set(this.#sampler.size)
  }

  /** Creates partitions ahead and drops what is beyond the limits. Never rejects. */
  async roll(): Promise<void> {
    const { database, keptHours, maxBytes, logger } = this.#options
    try {
      const hasRoom = await context.with(untraced(), () => rollSpans(database, keptHours, maxBytes))
      if (this.#hasRoom && !hasRoom) logger.warn({ maxBytes }, 'trace store full; spans are lost until the next hour')
      this.#hasRoom = hasRoom
    } catch (error) {
      logger.debug({ err: error }, 'partitions of spans not rolled; the next minute tries again')
    }
  }

  /** Stores what is in memory, whether or not its traces have ended. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#settle(true)
    await this.#storing
  }

  #settle(isEnd = false): void {
    const { kept, sampledOut } = this.#sampler.settle(performance.now(), isEnd)
    this.#metrics.buffered.set(this.#sampler.size)
    this.#metrics.sampledOut.inc(sampledOut)
    if (kept.length === 0) return
    if (this.#hasRoom) this.#queue(kept)
    else this.#lose('size', kept.length)
  }

  #queue(kept: readonly Span[]): void {
    const taken = kept.slice(0, Math.max(0, maxWaiting - this.#waiting.length))
    this.#lose('memory', kept.length - taken.length)
    this.#waiting = this.#waiting.concat(taken)
    this.#storing ??= context
      .with(untraced(), () => this.#storeAll())
      .finally(() => {
        this.#storing = undefined
      })
  }

  async #storeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchSpans)
      try {
        await insertSpans(this.#options.database, batch, new Deadline(insertTimeoutMs))
        this.#metrics.stored.inc(batch.length)
      } catch (error) {
        this.#lose('postgres', batch.length)
        this.#options.logger.debug({ err: error }, 'spans not stored')
      }
    }
  }

  #lose(reason: string, spans: number): void {
    if (spans > 0) this.#metrics.lost.inc({ reason }, spans)
  }
}
