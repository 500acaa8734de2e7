import type { CacheKey } from './cache-key.ts'
import type { Entry } from './entry.ts'
import type { Filled, FillRequest } from './fill-request.ts'
import type { FillParts, Origin } from './origin.ts'
import { servedInstead } from './served-instead.ts'
import type { RedisLookup } from './tiers/redis.ts'

/** A process that is killed keeps the lease for so long at most. One that lives renews it. */
export const leaseMs = 1_500
const renewEveryMs = 500

/** A request whose process has the lease. */
interface Leased<T> {
  readonly request: FillRequest<T>
  readonly token: string
  /** What Redis said when it gave the lease. */
  readonly answer: RedisLookup
  /** The entry in Redis, if there is one that is still valid. */
  readonly found: Entry<T> | undefined
  /** Whether a value that was invalidated meanwhile is answered nevertheless. */
  readonly isLast: boolean
}

/** Loads a value for all processes, with the lease on loading it. */
export class LeasedLoad<T> {
  readonly #parts: FillParts<T>
  readonly #origin: Origin<T>

  constructor(parts: FillParts<T>, origin: Origin<T>) {
    this.#parts = parts
    this.#origin = origin
  }

  /** Undefined if the value was invalidated meanwhile, so that it must be loaded again. */
  async load(leased: Leased<T>): Promise<Filled<T> | undefined> {
    const { request, token, found } = leased
    const stopRenewing = this.#keep(request.key, token)
    try {
      const kept = request.isEarly || found ? undefined : await this.#fromPostgres(request, token)
      return kept ?? (await this.#fromOrigin(leased))
    } finally {
      stopRenewing()
    }
  }

  /** Renews the lease until the function that it returns is called. */
  #keep(key: CacheKey, token: string): () => void {
    const { options, tiers } = this.#parts
    const renewing = setInterval(() => void tiers.redis.renew(options.name, key, token, leaseMs), renewEveryMs)
    return () => clearInterval(renewing)
  }

  async #fromOrigin(leased: Leased<T>): Promise<Filled<T> | undefined> {
    const { request, token, answer, found } = leased
    const { tiers, clock, options } = this.#parts
    const startedMs = clock()
    const failed = async (error: unknown) => {
      await tiers.redis.fail(options.name, request.key, token, options.backoffMs)
      await this.#dropIfDead(request)
      return servedInstead(tiers.memory, request, answer, found, error)
    }
    const loaded = await this.#origin.load(request, answer.now, startedMs, startedMs).catch(failed)
    if ('status' in loaded) return loaded
    return (await this.#store(leased, loaded)) ? { entry: loaded.entry, status: 'miss' } : undefined
  }

  /** False if the value must be loaded again. */
  async #store(
    { request: { key }, token, isLast }: Leased<T>,
    { entry, stored }: Awaited<ReturnType<Origin<T>['load']>>,
  ): Promise<boolean> {
    const { options, tiers, tags } = this.#parts
    const outcome = stored && (await tiers.redis.store(options.name, key, token, this.#origin.entries.forRedis(stored)))
    const isOld = outcome === 'invalidated' || outcome === 'lost' || tags.isOwnDead(entry)
    if (isOld && !isLast) return false
    if (outcome === 'stored' && stored) {
      tiers.memory.set(key, entry)
      if (options.isStored) void tiers.postgres?.store(options.name, key, stored)
    }
    if (outcome === undefined)
      tiers.memory.set(key, { ...entry, confirmedMs: this.#origin.unconfirmedSince(entry.loadedMs) })
    return true
  }

  async #fromPostgres(request: FillRequest<T>, token: string): Promise<Filled<T> | undefined> {
    const { options, tiers, tags, clock } = this.#parts
    const stored = options.isStored ? await tiers.postgres?.read(options.name, request.key) : undefined
    if (!stored) return undefined
    const askedMs = clock()
    const answer = await tiers.redis.check(stored.tags, stored.asOf)
    const entry = this.#origin.entries.restored(request.key, stored, askedMs)
    if (tags.isOwnDead(entry)) return undefined
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
}
