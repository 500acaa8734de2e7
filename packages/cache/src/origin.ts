import type { CompleteOptions } from './cache-options.ts'
import { callOrigin } from './call-origin.ts'
import type { Entry, Position } from './entry.ts'
import { type EntryFactory, entryFactory } from './entry-factory.ts'
import type { FillRequest } from './fill-request.ts'
import type { Invalidator } from './invalidator.ts'
import type { Counts } from './statistics.ts'
import { confirmedForMs, type Tags } from './tags.ts'
import type { MemoryTier } from './tiers/memory.ts'
import type { PostgresTier } from './tiers/postgres.ts'
import type { RedisTier } from './tiers/redis.ts'

interface Tiers {
  readonly memory: MemoryTier
  readonly redis: RedisTier
  readonly postgres: PostgresTier | undefined
}

export interface FillParts<T> {
  readonly options: CompleteOptions<T>
  readonly tiers: Tiers
  readonly tags: Tags
  readonly invalidator: Invalidator
  readonly counts: Counts
  readonly clock: () => number
  readonly random: () => number
}

/** Calls the origin and makes entries of its answers. */
export class Origin<T> {
  readonly #parts: FillParts<T>
  readonly entries: EntryFactory<T>

  constructor(parts: FillParts<T>) {
    this.#parts = parts
    this.entries = entryFactory(parts.options, parts.clock, parts.random)
  }

  /** @throws what the origin throws; InklingError dependency_unavailable */
  async load({ key, load, tags }: FillRequest<T>, asOf: Position, startedMs: number, confirmedMs: number) {
    const { counts, options } = this.#parts
    counts.loads++
    try {
      const value = await callOrigin(load, options.hardTimeoutMs)
      const entryTags = this.entries.tagsOf(key, tags, value)
      return this.entries.loaded(key, { value, tags: entryTags, asOf, startedMs, confirmedMs })
    } catch (error) {
      counts.loadErrors++
      throw error
    }
  }

  /** A value that no server can confirm is fresh for a short time. */
  unconfirmed(known: Entry<T>): Entry<T> | undefined {
    const { tags, clock } = this.#parts
    known.confirmedMs = Math.max(known.confirmedMs, this.unconfirmedSince(known.loadedMs))
    const isFresh = clock() < Math.min(known.freshUntilMs, known.confirmedMs + confirmedForMs)
    return isFresh && ['fresh', 'unknown'].includes(tags.validityOf(known)) ? known : undefined
  }

  /** Until when the load itself confirms a value, so that it is fresh for `unconfirmedMs`. */
  unconfirmedSince(loadedMs: number): number {
    return loadedMs + this.#parts.options.unconfirmedMs - confirmedForMs
  }
}
