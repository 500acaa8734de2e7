import type { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'

interface Counter {
  /** The count of all processes, as Redis last answered. */
  shared: number
  /** Counted in this process and not yet sent to Redis. */
  pending: number
}

export interface Count {
  readonly current: number
  /** Milliseconds until the window ends. */
  readonly ttl: number
}

const syncEveryMs = 50
const maxCounters = 50_000

/**
 * Counts in fixed windows that all processes share through Redis, without a round trip per count. Each process counts
 * in memory and sends its counts to Redis every 50 ms, in one pipeline. Together they may exceed a limit by what the
 * other processes counted in these 50 ms. While Redis is unavailable, each process goes on with the counts that it
 * knows.
 */
export class SharedCounters {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #now: () => number
  readonly #counters = new LRUCache<string, Counter>({ max: maxCounters })
  readonly #unsynced = new Map<string, { readonly counter: Counter; readonly windowMs: number }>()
  #timer: NodeJS.Timeout | undefined

  constructor(redis: Redis, prefix: string, now: () => number = Date.now) {
    this.#redis = redis
    this.#prefix = prefix
    this.#now = now
  }

  /** Adds one, or `amount`, to the count of `key` in the current window of `windowMs`. */
  count(key: string, windowMs: number, amount = 1): Count {
    return this.#add(key, windowMs, amount)
  }

  /** The number of the current window. */
  windowOf(windowMs: number): number {
    return Math.floor(this.#now() / windowMs)
  }

  /** Takes one from the count of `key` in the current window of `windowMs`. */
  takeBack(key: string, windowMs: number): void {
    this.#add(key, windowMs, -1)
  }

  #add(key: string, windowMs: number, change: number): Count {
    const nowMs = this.#now()
    const window = this.windowOf(windowMs)
    const endsAtMs = (window + 1) * windowMs
    const name = `${this.#prefix}${key}:${window}`
    const counter = this.#counters.get(name) ?? { shared: 0, pending: 0 }
    counter.pending += change
    this.#counters.set(name, counter)
    this.#unsynced.set(name, { counter, windowMs })
    this.#timer ??= setTimeout(() => void this.#sync(), syncEveryMs)
    return { current: counter.shared + counter.pending, ttl: endsAtMs - nowMs }
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  async #sync(): Promise<void> {
    const batch = [...this.#unsynced].map(([name, { counter, windowMs }]) => ({
      name,
      counter,
      windowMs,
      sent: counter.pending,
    }))
    this.#unsynced.clear()
    this.#timer = undefined
    const pipeline = this.#redis.pipeline()
    for (const { name, windowMs, sent } of batch) pipeline.incrby(name, sent).pexpire(name, windowMs)
    const answers = await pipeline.exec().catch(() => null)
    for (const [place, { counter, sent }] of batch.entries()) {
      const [error, total] = answers?.[2 * place] ?? [new Error('redis unavailable')]
      if (error) continue
      counter.shared = Number(total)
      counter.pending -= sent
    }
  }
}
