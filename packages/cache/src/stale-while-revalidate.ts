import { inBackground, withTimeout } from '@inkling/resilience'
import { type CacheKey, keyOf, type Owner } from './cache-key.ts'
import { type Load, unavailable } from './call-origin.ts'
import { isEarlyRefresh } from './early-expiry.ts'
import type { CacheStatus, Entry, Lookup } from './entry.ts'
import { keyTag } from './entry-factory.ts'
import type { TagsOf } from './fill-request.ts'
import { type Flight, Flights } from './flights.ts'
import { freshnessOf } from './freshness.ts'
import type { FillParts } from './origin.ts'
import type { CacheStatistics } from './statistics.ts'
import { RedisTier } from './tiers/redis.ts'
import { WarmUp, type WarmUpOptions } from './warm-up.ts'

interface CacheParts<T> extends FillParts<T> {
  /** Resolves when Redis can be asked. */
  readonly ready: Promise<void>
  readonly warmUps: WarmUp[]
}

export interface Asked<T> {
  /** What the value depends on. The function is for tags that only the value tells. */
  readonly tags?: TagsOf<T>
  /** How long this request waits at most; the default is the hard timeout of the origin, and a second. */
  readonly waitMs?: number
}

/** How long a request waits for a server to confirm the value that it has, before the value is served as stale. */
const confirmWaitMs = 500

/**
 * A cache of one kind of values. Values are shared by all that ask for them: do not change them.
 *
 * A fresh value that memory holds is answered at once. A stale one is answered, too, while it is loaded again; so it is
 * if that fails, until its grace ends. All requests for a key share one load. `null` is a value like others.
 */
export class Cache<T> {
  readonly #parts: CacheParts<T>
  readonly #flights: Flights<T>

  constructor(parts: CacheParts<T>) {
    this.#parts = parts
    this.#flights = new Flights(parts)
  }

  /** @throws what `load` throws; InklingError dependency_unavailable if there is no value in time */
  async get(key: CacheKey, load: Load<T>, asked: Asked<T> = {}): Promise<T> {
    const entry = this.#fresh(key, load, asked)
    return entry ? entry.value : (await this.#slow(key, load, asked)).value
  }

  /** As `get`, with where the value came from and how old it is. */
  async lookup(key: CacheKey, load: Load<T>, asked: Asked<T> = {}): Promise<Lookup<T>> {
    const entry = this.#fresh(key, load, asked)
    return entry ? this.#answer(entry, 'l1') : this.#slow(key, load, asked)
  }

  /** As `get`, but only from memory, and without a promise: undefined if that holds no fresh value. */
  hit(key: CacheKey): T | undefined {
    const { tiers, tags, clock, counts } = this.#parts
    const entry = tiers.memory.get(key) as Entry<T> | undefined
    if (!entry || freshnessOf(entry, tags, clock()) !== 'fresh') return undefined
    counts.l1Hits++
    return entry.value
  }

  /** The same without counting it as a use. */
  peek(key: CacheKey): T | undefined {
    const { entry, freshness } = this.#held(key)
    return freshness === 'fresh' ? entry?.value : undefined
  }

  /** The value that memory holds, fresh or not, unless it was invalidated or its grace has ended. */
  peekStale(key: CacheKey): T | undefined {
    return this.#held(key).entry?.value
  }

  /** Whether a load of the key runs. */
  isLoading(key: CacheKey): boolean {
    return this.#flights.has(key)
  }

  /**
   * Remembers in Redis which keys are used most, and asks for those of today and yesterday now, in the background.
   * @param ask asks this cache for a key, as a request would
   */
  keepWarm(ask: (key: CacheKey) => Promise<unknown>, options?: WarmUpOptions): void {
    const { options: cache, tiers, ready, warmUps } = this.#parts
    warmUps.push(new WarmUp({ name: cache.name, memory: tiers.memory, redis: tiers.redis, ready, ask }, options))
  }

  /** Removes one key from all tiers of all processes. False if Redis is unavailable, so that others keep it for now. */
  async purge(key: CacheKey): Promise<boolean> {
    const { options, tiers, invalidator } = this.#parts
    const { name } = options
    const isTold = await invalidator.invalidate([keyTag(name, key)], false, RedisTier.keysOf(name, key))
    tiers.memory.delete(key)
    if (options.isStored) await tiers.postgres?.remove(name, key)
    return isTold
  }

  /** Removes what this process has in memory of an owner. */
  forget(owner: Owner): void {
    this.#parts.tiers.memory.forget(keyOf(owner, ''))
  }

  /** Removes all that this process has in memory. */
  clear(): void {
    this.#parts.tiers.memory.clear()
  }

  /** Removes from memory what may be served no more because its grace has ended. */
  sweep(): void {
    this.#parts.tiers.memory.sweep(this.#parts.clock())
  }

  get stats(): CacheStatistics {
    return { ...this.#parts.counts, ...this.#parts.tiers.memory.stats }
  }

  #fresh(key: CacheKey, load: Load<T>, asked: Asked<T>): Entry<T> | undefined {
    const { tiers, tags, clock, counts, random } = this.#parts
    const entry = tiers.memory.get(key) as Entry<T> | undefined
    if (!entry) return undefined
    const nowMs = clock()
    if (freshnessOf(entry, tags, nowMs) !== 'fresh') return undefined
    counts.l1Hits++
    if (isEarlyRefresh(entry.freshUntilMs - nowMs, entry.loadMs, random))
      inBackground(() => this.#flights.start(key, { load, tags: asked.tags ?? [], known: entry, isEarly: true }))
    return entry
  }

  async #slow(key: CacheKey, load: Load<T>, asked: Asked<T>): Promise<Lookup<T>> {
    const { options, tiers } = this.#parts
    const { entry, freshness } = this.#held(key)
    if (!entry) tiers.memory.delete(key)
    const failure = this.#flights.failureOf(key)
    if (failure) {
      if (entry) return this.#answer(entry, 'stale')
      throw failure.error
    }
    const flight = this.#flights.start(key, { load, tags: asked.tags ?? [], known: entry, isEarly: false })
    const { waitMs = options.hardTimeoutMs + 1_000 } = asked
    if (!entry) return this.#first(flight, waitMs)
    const longestMs =
      freshness === 'unconfirmed' ? Math.max(confirmWaitMs, options.softTimeoutMs) : options.softTimeoutMs
    const patienceMs = flight.isSlow ? 0 : Math.min(waitMs, longestMs)
    const filled = patienceMs > 0 ? await withTimeout(flight.done, patienceMs).catch(() => undefined) : undefined
    if (filled) return this.#answer(filled.entry, filled.status)
    flight.isSlow = patienceMs > 0 || flight.isSlow
    return this.#staleOrThrow(key, entry, flight)
  }

  /** While it was loaded, this process may have heard that the entry was invalidated. */
  async #staleOrThrow(key: CacheKey, entry: Entry<T>, flight: Flight<T>): Promise<Lookup<T>> {
    const isDead = this.#parts.tags.validityOf(entry) === 'dead' || !this.#parts.tiers.memory.peek(key)
    return isDead ? this.#first(flight, this.#parts.options.hardTimeoutMs) : this.#answer(entry, 'stale')
  }

  async #first({ done, stale }: Flight<T>, waitMs: number): Promise<Lookup<T>> {
    const filled = await withTimeout(Promise.race([done, stale]), waitMs)
    if (!filled) throw unavailable(`no value within ${waitMs} ms`)
    return this.#answer(filled.entry, filled.status)
  }

  /** The entry in memory, unless it may not be served. */
  #held(key: CacheKey) {
    const { tiers, tags, clock } = this.#parts
    const entry = tiers.memory.peek(key) as Entry<T> | undefined
    const freshness = entry ? freshnessOf(entry, tags, clock()) : 'gone'
    return { entry: freshness === 'gone' ? undefined : entry, freshness }
  }

  #answer({ value, loadedMs }: Entry<T>, status: CacheStatus): Lookup<T> {
    const { counts, clock } = this.#parts
    if (status === 'stale') counts.staleHits++
    else if (status === 'l2') counts.l2Hits++
    else if (status === 'l3') counts.l3Hits++
    else if (status === 'miss') counts.misses++
    return { value, status, ageMs: Math.max(0, clock() - loadedMs) }
  }
}
