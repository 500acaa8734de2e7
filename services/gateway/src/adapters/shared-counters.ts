import type { RedisClient } from '@inkling/cache'
import { inBackground } from '@inkling/resilience'
import { LRUCache } from 'lru-cache'

interface Counter {
  readonly key: string
  readonly windowMs: number
  window: number
  /** The count of all processes, as Redis last answered. */
  shared: number
  /** Counted in this process, and not yet in `shared`. */
  pending: number
  /** What the other processes lately counted per millisecond. */
  othersPerMs: number
  /** When Redis last answered for this window; undefined before that. */
  syncedAtMs: number | undefined
  isWaiting: boolean
}

export interface Count {
  /** Of all processes, as far as this one knows. */
  readonly current: number
  /** Milliseconds until the window ends. */
  readonly ttl: number
}

export interface Taken extends Count {
  readonly isTaken: boolean
}

const syncEveryMs = 50
/** How long the others are taken to count on as they lately did. */
const foreseenMs = 500
/** If no more than this is left, Redis is asked at once. */
const fewLeft = 8
const maxCounters = 50_000

/**
 * Counts in fixed windows that all processes share through Redis, without a round trip per count. Each process counts
 * in memory and sends its counts to Redis in one pipeline, of which one is under way at a time: at once if the count is
 * new in its window or nears its limit, else every 50 ms. In between it assumes that the others go on as they lately
 * did, for half a second at most, so that all together hardly exceed a limit (pnpm bench:limits). While Redis
 * is unavailable, each process goes on with the counts that it knows.
 */
export class SharedCounters {
  readonly #redis: RedisClient
  readonly #prefix: string
  readonly #now: () => number
  readonly #counters = new LRUCache<string, Counter>({ max: maxCounters })
  #waiting: Counter[] = []
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #isSyncing = false
  #isUrgent = false
  /** Whether the last pipeline failed: then Redis is not asked at once. */
  #isFailing = false

  constructor(redis: RedisClient, prefix: string, now: () => number = Date.now) {
    this.#redis = redis
    this.#prefix = prefix
    this.#now = now
  }

  /** Adds `amount` to the count of `key` in the current window of `windowMs`. */
  count(key: string, windowMs: number, amount = 1): Count {
    const nowMs = this.#now()
    const counter = this.#find(key, windowMs, nowMs)
    this.#add(counter, amount, counter.syncedAtMs === undefined)
    return { current: estimate(counter, nowMs), ttl: (counter.window + 1) * windowMs - nowMs }
  }

  /**
   * Adds `amount` unless the count would then exceed `max`. What is refused is not counted, so that it uses up nothing
   * of what others are still allowed.
   */
  take(key: string, windowMs: number, max: number, amount = 1): Taken {
    const nowMs = this.#now()
    const counter = this.#find(key, windowMs, nowMs)
    const before = estimate(counter, nowMs)
    const isTaken = before + amount <= max
    const current = isTaken ? before + amount : before
    if (isTaken) this.#add(counter, amount, isNear(counter, max - current))
    return { current, ttl: (counter.window + 1) * windowMs - nowMs, isTaken }
  }

  /** The number of the current window. */
  windowOf(windowMs: number): number {
    return Math.floor(this.#now() / windowMs)
  }

  /** Takes one from the count of `key` in the current window of `windowMs`. */
  takeBack(key: string, windowMs: number): void {
    this.#add(this.#find(key, windowMs, this.#now()), -1, false)
  }

  close(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
  }

  #find(key: string, windowMs: number, nowMs: number): Counter {
    const window = Math.floor(nowMs / windowMs)
    const known = this.#counters.get(key)
    if (known?.window === window) return known
    const counter = {
      key,
      windowMs,
      window,
      shared: 0,
      pending: 0,
      othersPerMs: 0,
      syncedAtMs: undefined,
      isWaiting: false,
    }
    this.#counters.set(key, counter)
    return counter
  }

  #add(counter: Counter, amount: number, isUrgent: boolean): void {
    counter.pending += amount
    if (!counter.isWaiting) {
      counter.isWaiting = true
      this.#waiting.push(counter)
    }
    this.#isUrgent ||= isUrgent && !this.#isFailing
    if (!this.#isSyncing) inBackground(() => this.#schedule())
  }

  #schedule(): void {
    if (this.#isUrgent) this.#immediate ??= setImmediate(() => void this.#sync())
    else this.#timer ??= setTimeout(() => void this.#sync(), syncEveryMs)
  }

  async #sync(): Promise<void> {
    this.close()
    this.#timer = undefined
    this.#immediate = undefined
    this.#isSyncing = true
    this.#isUrgent = false
    const batch = this.#waiting.map((counter) => ({ counter, sent: counter.pending }))
    this.#waiting = []
    const pipeline = this.#redis.pipeline()
    for (const { counter, sent } of batch) {
      counter.isWaiting = false
      const name = `${this.#prefix}${counter.key}:${counter.window}`
      pipeline.incrby(name, sent).pexpire(name, counter.windowMs)
    }
    const answers = await pipeline.exec().catch(() => null)
    const nowMs = this.#now()
    this.#isFailing = answers === null
    for (const [place, { counter, sent }] of batch.entries()) {
      const [error, total] = answers?.[2 * place] ?? [new Error('redis unavailable')]
      if (error) this.#isFailing = true
      else settle(counter, sent, Number(total), nowMs)
    }
    this.#isUrgent &&= !this.#isFailing
    this.#isSyncing = false
    if (this.#waiting.length > 0) this.#schedule()
  }
}

/** The count, if the others go on as they lately did. */
function estimate({ shared, pending, othersPerMs, syncedAtMs }: Counter, nowMs: number): number {
  if (othersPerMs === 0 || syncedAtMs === undefined) return shared + pending
  return shared + pending + Math.floor(othersPerMs * Math.min(foreseenMs, nowMs - syncedAtMs))
}

/** Whether Redis should be asked now: nothing is known of the others, or all could soon use up what is left. */
const isNear = ({ syncedAtMs, pending, othersPerMs }: Counter, left: number): boolean =>
  syncedAtMs === undefined || left <= fewLeft + 2 * pending + 4 * syncEveryMs * othersPerMs

/** Takes over what Redis answered: the count of all processes, with what this one had sent. */
function settle(counter: Counter, sent: number, total: number, nowMs: number): void {
  const byOthers = Math.max(0, total - counter.shared - sent)
  const elapsedMs = counter.syncedAtMs === undefined ? 0 : nowMs - counter.syncedAtMs
  // In a moment too short to measure, the former rate is still the best guess.
  if (elapsedMs > 0) counter.othersPerMs = (counter.othersPerMs + byOthers / elapsedMs) / 2
  counter.shared = total
  counter.pending -= sent
  counter.syncedAtMs = nowMs
}
