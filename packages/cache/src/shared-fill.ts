import { setTimeout } from 'node:timers/promises'
import type { CacheKey } from './cache-key.ts'
import { unavailable } from './call-origin.ts'
import type { Entry } from './entry.ts'
import type { Filled, FillRequest } from './fill-request.ts'
import { LeasedLoad, leaseMs } from './leased-load.ts'
import { type FillParts, Origin } from './origin.ts'
import { servedInstead } from './served-instead.ts'
import { type Found, RedisTier, uniqueToken } from './tiers/redis.ts'

const [firstPollMs, lastPollMs] = [4, 64]

/** Finds values in Redis, in Postgres, or at their origin, for which one process has the lease. */
export class SharedFill<T> {
  readonly #parts: FillParts<T>
  readonly #origin: Origin<T>
  readonly #leased: LeasedLoad<T>

  constructor(parts: FillParts<T>) {
    this.#parts = parts
    this.#origin = new Origin(parts)
    this.#leased = new LeasedLoad(parts, this.#origin)
  }

  /** Undefined if the value was invalidated while it was loaded. */
  async fill(request: FillRequest<T>, isLast: boolean): Promise<Filled<T> | undefined> {
    const { options, tiers, tags, clock, random } = this.#parts
    const { key, isEarly } = request
    const untilMs = clock() + options.hardTimeoutMs + leaseMs
    const known = this.#origin.entries.tagsOf(key, request.tags)
    const asking = { token: uniqueToken(), leaseMs, isForced: isEarly, tags: known }
    for (let pollMs = firstPollMs; clock() < untilMs; pollMs = Math.min(2 * pollMs, lastPollMs)) {
      const askedMs = clock()
      const answer = await tiers.redis.lookup(options.name, key, asking)
      if (!answer) return this.#alone(request, isLast)
      const restored = answer.found && this.#restored(key, answer.found, askedMs)
      if (answer.found && !restored) {
        await tiers.redis.invalidate([], false, RedisTier.keysOf(options.name, key))
        continue
      }
      const found = restored && tags.isOwnDead(restored) ? undefined : restored
      if (restored && !found && answer.state === 'fresh') return this.#alone(request, isLast)
      if (found && answer.found?.validity === 'fresh') tiers.memory.set(key, found)
      if (found && answer.state === 'fresh') return { entry: found, status: 'l2' }
      if (found && answer.found?.validity === 'stale') request.onStale(found)
      if (answer.state === 'lease') return this.#leased.load({ request, token: asking.token, answer, found, isLast })
      if (answer.state === 'failed' || isEarly)
        return servedInstead(tiers.memory, request, answer, found, unavailable('a load failed lately'))
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

  /** Without Redis, each process loads for itself; also if Redis does not know yet what this process invalidated. */
  async #alone(request: FillRequest<T>, isLast: boolean): Promise<Filled<T> | undefined> {
    const { tiers, tags, clock } = this.#parts
    const known = request.known && this.#origin.unconfirmed(request.known)
    if (known) return { entry: known, status: 'l1' }
    const startedMs = clock()
    const { entry } = await this.#origin.load(request, tags.now, startedMs, this.#origin.unconfirmedSince(startedMs))
    if (tags.isOwnDead(entry) && !isLast) return undefined
    tiers.memory.set(request.key, entry)
    return { entry, status: 'miss' }
  }
}
