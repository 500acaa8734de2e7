import { setTimeout } from 'node:timers/promises'
import type { CompleteOptions } from './cache-options.ts'
import { callOrigin, unavailable } from './call-origin.ts'
import type { Entry, Position } from './entry.ts'
import { type EntryFactory, entryFactory } from './entry-factory.ts'
import type { Filled, FillRequest } from './fill-request.ts'
import type { Counts } from './statistics.ts'
import { confirmedForMs, type Tags } from './tags.ts'
import type { MemoryTier } from './tiers/memory.ts'
import type { PostgresTier } from './tiers/postgres.ts'
import { type RedisLookup, type RedisTier, randomToken } from './tiers/redis.ts'

export interface Tiers {
  readonly memory: MemoryTier
  readonly redis: RedisTier
  readonly postgres: PostgresTier | undefined
}

export interface FillParts<T> {
  readonly options: CompleteOptions<T>
  readonly tiers: Tiers
  readonly tags: Tags
  readonly counts: Counts
  readonly clock: () => number
  readonly random: () => number
}

/** A load that is invalidated while it runs is repeated; the last one is answered but not kept. */
const maxLoads = 3
const [firstPollMs, lastPollMs] = [4, 64]
/** A holder that was killed keeps the lease for so long after the origin's time. */
const leaseMarginMs = 1_000

/** Finds a value that memory lacks: in Redis, in Postgres, or at its origin, for which one process has the lease. */
export class Fill<T> {
  readonly #parts: FillParts<T>
  readonly #entries: EntryFactory<T>

  constructor(parts: FillParts<T>) {
    this.#parts = parts
    this.#entries = entryFactory(parts.options, parts.clock, parts.random)
  }

  /** @throws what the origin throws; InklingError dependency_unavailable */
  async fill(request: FillRequest<T>): Promise<Filled<T>> {
    for (let load = 1; ; load++) {
      const isLast = load === maxLoads
      const filled = await (this.#parts.options.isShared ? this.#shared(request, isLast) : this.#own(request, isLast))
      if (filled) return filled
    }
  }

  /** The value of a cache that only memory holds. */
  async #own(request: FillRequest<T>, isLast: boolean): Promise<Filled<T> | undefined> {
    const { tags, clock } = this.#parts
    const confirmed = request.known && !request.isEarly ? await this.#confirm(request, request.known) : true
    if (typeof confirmed === 'object') return { entry: confirmed, status: 'l1' }
    const startedMs = clock()
    const confirmedMs = confirmed ? startedMs : this.#unconfirmedSince(startedMs)
    const { entry } = await this.#load(request, tags.now, startedMs, confirmedMs)
    if (tags.validityOf(entry) === 'dead' && !isLast) return undefined
    this.#parts.tiers.memory.set(request.key, entry)
    return { entry, status: 'miss' }
  }

  /** The entry if Redis confirms it and it is fresh; otherwise whether Redis answered. */
  async #confirm({ key }: FillRequest<T>, known: Entry<T>): Promise<Entry<T> | boolean> {
    const { tags, tiers, clock } = this.#parts
    const askedMs = clock()
    if (tags.heardMs + confirmedForMs >= askedMs && tags.validityOf(known) !== 'unknown') return true
    const answer = await tiers.redis.check(known.tags, known.asOf)
    if (answer?.validity === 'dead') tiers.memory.delete(key)
    if (!answer) return this.#unconfirmed(known) ?? false
    if (answer.validity !== 'fresh') return true
    const entry = { ...known, asOf: answer.now, confirmedMs: askedMs, validRevision: -1 }
    tiers.memory.set(key, entry)
    return clock() < entry.freshUntilMs ? entry : true
  }

  async #shared(request: FillRequest<T>, isLast: boolean): Promise<Filled<T> | undefined> {
    const { options, tiers, clock, random } = this.#parts
    const { key, isEarly } = request
    const untilMs = clock() + options.hardTimeoutMs + leaseMarginMs
    const asking = {
      token: randomToken(),
      leaseMs: options.hardTimeoutMs + leaseMarginMs,
      isForced: isEarly,
      tags: this.#entries.tagsOf(key, request.tags),
    }
    for (let pollMs = firstPollMs; clock() < untilMs; pollMs = Math.min(2 * pollMs, lastPollMs)) {
      const askedMs = clock()
      const answer = await tiers.redis.lookup(options.name, key, asking)
      if (!answer) return this.#alone(request)
      const found = answer.found && this.#entries.restored(key, answer.found.stored, askedMs)
      if (found && answer.found?.validity === 'fresh') tiers.memory.set(key, found)
      if (found && answer.state === 'fresh') return { entry: found, status: 'l2' }
      if (found && answer.found?.validity === 'stale') request.onStale(found)
      if (answer.state === 'lease') return this.#leased(request, asking.token, answer, found, isLast)
      if (answer.state === 'failed' || isEarly)
        return this.#instead(request, answer, found, unavailable('a load failed lately'))
      await setTimeout(pollMs * (0.5 + random()))
    }
    throw unavailable('another process loads a cached value and does not finish')
  }

  /** Loads for all processes. Undefined if the value was invalidated meanwhile, so that it must be loaded again. */
  async #leased(
    request: FillRequest<T>,
    token: string,
    answer: RedisLookup,
    found: Entry<T> | undefined,
    isLast: boolean,
  ): Promise<Filled<T> | undefined> {
    const { options, tiers, clock } = this.#parts
    const { key } = request
    const kept = request.isEarly || found ? undefined : await this.#fromPostgres(request, token)
    if (kept) return kept
    const startedMs = clock()
    const failed = async (error: unknown) => {
      await tiers.redis.fail(options.name, key, token, options.backoffMs)
      await this.#dropIfDead(request)
      return this.#instead(request, answer, found, error)
    }
    const loaded = await this.#load(request, answer.now, startedMs, startedMs).catch(failed)
    if ('status' in loaded) return loaded
    const { entry, stored } = loaded
    const outcome = stored && (await tiers.redis.store(options.name, key, token, this.#entries.forRedis(stored)))
    if ((outcome === 'invalidated' || outcome === 'lost') && !isLast) return undefined
    if (outcome === 'stored' && stored) {
      tiers.memory.set(key, entry)
      if (options.isStored) void tiers.postgres?.store(options.name, key, stored)
    }
    if (outcome === undefined) tiers.memory.set(key, { ...entry, confirmedMs: this.#unconfirmedSince(startedMs) })
    return { entry, status: 'miss' }
  }

  async #fromPostgres(request: FillRequest<T>, token: string): Promise<Filled<T> | undefined> {
    const { options, tiers, clock } = this.#parts
    const stored = options.isStored ? await tiers.postgres?.read(options.name, request.key) : undefined
    if (!stored) return undefined
    const askedMs = clock()
    const answer = await tiers.redis.check(stored.tags, stored.asOf)
    const entry = this.#entries.restored(request.key, stored, askedMs)
    if (answer?.validity === 'stale' || (answer?.validity === 'fresh' && stored.freshMs <= 0)) request.onStale(entry)
    if (answer?.validity !== 'fresh' || stored.freshMs <= 0) return undefined
    const moved = { ...stored, asOf: answer.now }
    const outcome = await tiers.redis.store(options.name, request.key, token, this.#entries.forRedis(moved))
    if (outcome !== 'stored') return undefined
    tiers.memory.set(request.key, { ...entry, asOf: answer.now })
    return { entry, status: 'l3' }
  }

  /** So that a value of memory of which this process did not hear that it was invalidated is not served as stale. */
  async #dropIfDead({ key, known }: FillRequest<T>): Promise<void> {
    const { redis, memory } = this.#parts.tiers
    if (known && (await redis.check(known.tags, known.asOf))?.validity === 'dead') memory.delete(key)
  }

  /** Without Redis, each process loads for itself. */
  async #alone(request: FillRequest<T>): Promise<Filled<T>> {
    const { tiers, tags, clock } = this.#parts
    const known = request.known && this.#unconfirmed(request.known)
    if (known) return { entry: known, status: 'l1' }
    const startedMs = clock()
    const { entry } = await this.#load(request, tags.now, startedMs, this.#unconfirmedSince(startedMs))
    tiers.memory.set(request.key, entry)
    return { entry, status: 'miss' }
  }

  /** A value that no server can confirm is fresh for a short time. */
  #unconfirmed(known: Entry<T>): Entry<T> | undefined {
    const { tags, clock } = this.#parts
    known.confirmedMs = Math.max(known.confirmedMs, this.#unconfirmedSince(known.loadedMs))
    const isFresh = clock() < Math.min(known.freshUntilMs, known.confirmedMs + confirmedForMs)
    return isFresh && ['fresh', 'unknown'].includes(tags.validityOf(known)) ? known : undefined
  }

  #unconfirmedSince(loadedMs: number): number {
    return loadedMs + this.#parts.options.unconfirmedMs - confirmedForMs
  }

  /** What is served if nothing can be loaded. @throws `error` if there is nothing */
  #instead({ key }: FillRequest<T>, { found }: RedisLookup, entry: Entry<T> | undefined, error: unknown): Filled<T> {
    if (!entry || !found || found.validity === 'dead') throw error
    this.#parts.tiers.memory.set(key, entry)
    return { entry, status: found.validity === 'fresh' ? 'l2' : 'stale' }
  }

  async #load({ key, load, tags }: FillRequest<T>, asOf: Position, startedMs: number, confirmedMs: number) {
    const { counts, options } = this.#parts
    counts.loads++
    try {
      const value = await callOrigin(load, options.hardTimeoutMs)
      const entryTags = this.#entries.tagsOf(key, tags, value)
      return this.#entries.loaded(key, { value, tags: entryTags, asOf, startedMs, confirmedMs })
    } catch (error) {
      counts.loadErrors++
      throw error
    }
  }
}
