import { setTimeout } from 'node:timers/promises'
import type { CacheKey } from './cache-key.ts'
import { unavailable } from './call-origin.ts'
import type { Entry } from './entry.ts'
import type { Filled, FillRequest } from './fill-request.ts'
import { type FillParts, Origin } from './origin.ts'
import { type Found, type RedisLookup, RedisTier, randomToken } from './tiers/redis.ts'

const [firstPollMs, lastPollMs] = [4, 64]
/** A holder that was killed keeps the lease for so long after the origin's time. */
const leaseMarginMs = 1_000

/** Finds values in Redis, in Postgres, or at their origin, for which one process has the lease. */
export class SharedFill<T> {
  readonly #parts: FillParts<T>
  readonly #origin: Origin<T>

  constructor(parts: FillParts<T>) {
    this.#parts = parts
    this.#origin = new Origin(parts)
  }

  /** Undefined if the value was invalidated while it was loaded. */
  async fill(request: FillRequest<T>, isLast: boolean): Promise<Filled<T> | undefined> {
    const { options, tiers, clock, random } = this.#parts
    const { key, isEarly } = request
    const untilMs = clock() + options.hardTimeoutMs + leaseMarginMs
    const asking = {
      token: randomToken(),
      leaseMs: options.hardTimeoutMs + leaseMarginMs,
      isForced: isEarly,
      tags: this.#origin.entries.tagsOf(key, request.tags),
    }
    for (let pollMs = firstPollMs; clock() < untilMs; pollMs = Math.min(2 * pollMs, lastPollMs)) {
      const askedMs = clock()
      const answer = await tiers.redis.lookup(options.name, key, asking)
      if (!answer) return this.#alone(request)
      const found = answer.found && this.#restored(key, answer.found, askedMs)
      if (answer.found && !found) {
        await tiers.redis.invalidate([], false, RedisTier.keysOf(options.name, key))
        continue
      }
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

  /** Undefined if the value cannot be read, because another version of the software wrote it. */
  #restored(key: CacheKey, { stored }: Found, askedMs: number): Entry<T> | undefined {
    try {
      return this.#origin.entries.restored(key, stored, askedMs)
    } catch {
      return undefined
    }
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
    const loaded = await this.#origin.load(request, answer.now, startedMs, startedMs).catch(failed)
    if ('status' in loaded) return loaded
    const { entry, stored } = loaded
    const outcome = stored && (await tiers.redis.store(options.name, key, token, this.#origin.entries.forRedis(stored)))
    if ((outcome === 'invalidated' || outcome === 'lost') && !isLast) return undefined
    if (outcome === 'stored' && stored) {
      tiers.memory.set(key, entry)
      if (options.isStored) void tiers.postgres?.store(options.name, key, stored)
    }
    if (outcome === undefined)
      tiers.memory.set(key, { ...entry, confirmedMs: this.#origin.unconfirmedSince(startedMs) })
    return { entry, status: 'miss' }
  }

  async #fromPostgres(request: FillRequest<T>, token: string): Promise<Filled<T> | undefined> {
    const { options, tiers, clock } = this.#parts
    const stored = options.isStored ? await tiers.postgres?.read(options.name, request.key) : undefined
    if (!stored) return undefined
    const askedMs = clock()
    const answer = await tiers.redis.check(stored.tags, stored.asOf)
    const entry = this.#origin.entries.restored(request.key, stored, askedMs)
    if (answer?.validity === 'stale' || (answer?.validity === 'fresh' && stored.freshMs <= 0)) request.onStale(entry)
    if (answer?.validity !== 'fresh' || stored.freshMs <= 0) return undefined
    const moved = { ...stored, asOf: answer.now }
    const outcome = await tiers.redis.store(options.name, request.key, token, this.#origin.entries.forRedis(moved))
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
    const known = request.known && this.#origin.unconfirmed(request.known)
    if (known) return { entry: known, status: 'l1' }
    const startedMs = clock()
    const { entry } = await this.#origin.load(request, tags.now, startedMs, this.#origin.unconfirmedSince(startedMs))
    tiers.memory.set(request.key, entry)
    return { entry, status: 'miss' }
  }

  /** What is served if nothing can be loaded. @throws `error` if there is nothing */
  #instead({ key }: FillRequest<T>, { found }: RedisLookup, entry: Entry<T> | undefined, error: unknown): Filled<T> {
    if (!entry || !found || found.validity === 'dead') throw error
    this.#parts.tiers.memory.set(key, entry)
    return { entry, status: found.validity === 'fresh' ? 'l2' : 'stale' }
  }
}
