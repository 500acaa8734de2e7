import { withTimeout } from '@inkling/resilience'
import { LRUCache } from 'lru-cache'
import { type CacheKey, keyOf, type Owner } from './cache-key.ts'
import { type Load, unavailable } from './call-origin.ts'
import { isEarlyRefresh } from './early-expiry.ts'
import type { CacheStatus, Entry, Lookup } from './entry.ts'
import { keyTag } from './entry-factory.ts'
import { createFill } from './fill.ts'
import type { Filled, TagsOf } from './fill-request.ts'
import type { FillParts } from './origin.ts'
import { SingleFlight } from './single-flight.ts'
import type { CacheStatistics } from './statistics.ts'
import { confirmedForMs } from './tags.ts'
import { RedisTier } from './tiers/redis.ts'

export interface Asked<T> {
  /** What the value depends on. The function is for tags that only the value tells. */
  readonly tags?: TagsOf<T>
  /** How long this request waits at most; the default is the hard timeout of the origin, and a second. */
  readonly waitMs?: number
}

interface Flight<T> {
  readonly done: Promise<Filled<T>>
  readonly stale: Promise<Filled<T>>
  /** Whether a request has waited for it in vain: the next ones do not wait. */
  isSlow: boolean
}

interface Failure {
  readonly error: unknown
  readonly untilMs: number
}

/** How long a request waits for a server to confirm the value that it has, before the value is served as stale. */
const confirmWaitMs = 500
const maxFailures = 10_000
const warmAtOnce = 8

/**
 * A cache of one kind of values. Values are shared by all that ask for them: do not change them.
 *
 * A fresh value that memory holds is answered at once. A stale one is answered, too, while it is loaded again; so it is
 * if that fails, until its grace ends. All requests for a key share one load. `null` is a value like others.
 */
export class Cache<T> {
  readonly #parts: FillParts<T>
  readonly #fill: ReturnType<typeof createFill<T>>
  readonly #flights = new SingleFlight<Flight<T>>()
  readonly #failures = new LRUCache<string, Failure>({ max: maxFailures })

  constructor(parts: FillParts<T>) {
    this.#parts = parts
    this.#fill = createFill(parts)
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
    const { tiers, clock, counts } = this.#parts
    const entry = tiers.memory.get(key) as Entry<T> | undefined
    if (!entry || this.#stateOf(entry, clock()) !== 'fresh') return undefined
    counts.l1Hits++
    return entry.value
  }

  /** The same without counting it as a use. */
  peek(key: CacheKey): T | undefined {
    const entry = this.#parts.tiers.memory.peek(key) as Entry<T> | undefined
    return entry && this.#stateOf(entry, this.#parts.clock()) === 'fresh' ? entry.value : undefined
  }

  /** The value that memory holds, fresh or not, unless it was invalidated or its grace has ended. */
  peekStale(key: CacheKey): T | undefined {
    const entry = this.#parts.tiers.memory.peek(key) as Entry<T> | undefined
    return entry && this.#stateOf(entry, this.#parts.clock()) !== 'gone' ? entry.value : undefined
  }

  /** Whether a load of the key runs. */
  isLoading(key: CacheKey): boolean {
    return this.#flights.has(key.text)
  }

  /** Loads keys that are not in memory, eight at a time. Returns how many are there now; never rejects. */
  async warm(keys: Iterable<CacheKey>, load: (key: CacheKey) => Promise<T>, tags?: TagsOf<T>): Promise<number> {
    const left = [...keys].values()
    let warmed = 0
    const worker = async () => {
      for (const key of left)
        await this.get(key, () => load(key), tags && { tags }).then(
          () => warmed++,
          () => {},
        )
    }
    await Promise.all(Array.from({ length: warmAtOnce }, worker))
    return warmed
  }

  /** Removes one key from all tiers of all processes. False if Redis is unavailable, so that others keep it. */
  async purge(key: CacheKey): Promise<boolean> {
    const { options, tiers, tags } = this.#parts
    const own = [keyTag(options.name, key)]
    const position = await tiers.redis.invalidate(own, false, RedisTier.keysOf(options.name, key))
    tiers.memory.delete(key)
    if (position) tags.applyAt(position, { isSoft: false, tags: own })
    if (options.isStored) await tiers.postgres?.remove(options.name, key)
    return position !== undefined
  }

  /** Removes what this process has in memory of an owner. */
  forget(owner: Owner): void {
    this.#parts.tiers.memory.forget(keyOf(owner, ''))
  }

  get stats(): CacheStatistics {
    return { ...this.#parts.counts, ...this.#parts.tiers.memory.stats }
  }

  #fresh(key: CacheKey, load: Load<T>, asked: Asked<T>): Entry<T> | undefined {
    const { tiers, clock, counts, random } = this.#parts
    const entry = tiers.memory.get(key) as Entry<T> | undefined
    if (!entry) return undefined
    const nowMs = clock()
    if (this.#stateOf(entry, nowMs) !== 'fresh') return undefined
    counts.l1Hits++
    if (isEarlyRefresh(entry.freshUntilMs - nowMs, entry.loadMs, random)) void this.#fly(key, load, asked, entry, true)
    return entry
  }

  /** `unconfirmed`: whether it was invalidated is not known at the moment. `gone`: it may not be served. */
  #stateOf(entry: Entry<T>, nowMs: number): 'fresh' | 'stale' | 'unconfirmed' | 'gone' {
    const { tags } = this.#parts
    const validity = tags.validityOf(entry)
    if (validity === 'dead' || nowMs >= entry.keptUntilMs) return 'gone'
    const confirmedMs = validity === 'unknown' ? entry.confirmedMs : Math.max(tags.heardMs, entry.confirmedMs)
    if (confirmedMs + confirmedForMs < nowMs) return 'unconfirmed'
    return validity === 'stale' || nowMs >= entry.freshUntilMs ? 'stale' : 'fresh'
  }

  async #slow(key: CacheKey, load: Load<T>, asked: Asked<T>): Promise<Lookup<T>> {
    const { options, tiers, clock } = this.#parts
    const held = tiers.memory.peek(key) as Entry<T> | undefined
    const state = held ? this.#stateOf(held, clock()) : 'gone'
    if (held && state === 'gone') tiers.memory.delete(key)
    const entry = state === 'gone' ? undefined : held
    const failure = this.#failures.get(key.text)
    if (failure && clock() < failure.untilMs) {
      if (entry) return this.#answer(entry, 'stale')
      throw failure.error
    }
    const flight = this.#fly(key, load, asked, entry, false)
    const { waitMs = options.hardTimeoutMs + 1_000 } = asked
    if (!entry) return this.#first(flight, waitMs)
    const longestMs = state === 'unconfirmed' ? Math.max(confirmWaitMs, options.softTimeoutMs) : options.softTimeoutMs
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

  #fly(key: CacheKey, load: Load<T>, { tags = [] }: Asked<T>, known: Entry<T> | undefined, isEarly: boolean) {
    const { text } = key
    return this.#flights.do(text, () => {
      const { promise: stale, resolve } = Promise.withResolvers<Filled<T>>()
      const onStale = (entry: Entry<T>) => resolve({ entry, status: 'stale' })
      const done = this.#fill({ key, load, tags, known, isEarly, onStale })
      const ended = done.then(
        () => void this.#failures.delete(text),
        (error: unknown) => this.#remember(text, error),
      )
      return [{ done, stale, isSlow: false }, ended]
    })
  }

  #remember(text: string, error: unknown): void {
    const { options, clock } = this.#parts
    if (options.backoffMs > 0) this.#failures.set(text, { error, untilMs: clock() + options.backoffMs })
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
