import { type CacheKey, ownerTag, tagText } from './cache-key.ts'
import { type CompleteOptions, lengthOf } from './cache-options.ts'
import { jittered } from './early-expiry.ts'
import type { Entry, Position } from './entry.ts'
import type { TagsOf } from './fill-request.ts'
import type { StoredValue } from './tiers/stored-value.ts'

/** A value that an origin gave. */
interface Loaded<T> {
  readonly value: T
  readonly tags: readonly string[]
  readonly asOf: Position
  readonly startedMs: number
  /** Until when nothing but the load itself confirms it. */
  readonly confirmedMs: number
}

/** The tag of one key; owners and tags are escaped, so that it meets no other one. */
export const keyTag = (cache: string, key: CacheKey): string => `%key/${cache}/${key.text}`

/** Makes the entries of memory and the values of the shared tiers from each other. */
export function entryFactory<T>(options: CompleteOptions<T>, clock: () => number, random: () => number) {
  const { name, serialiser, graceMs, memoryMs, redisMs } = options
  const heldTags = (key: CacheKey, tags: readonly string[]) => [...tags, keyTag(name, key)]
  return {
    tagsOf(key: CacheKey, tags: TagsOf<T>, value?: T): string[] {
      const own = typeof tags === 'function' ? (value === undefined ? [] : tags(value)) : tags
      return [ownerTag(key.ownerText), ...own.map((tag) => tagText(key.owner, tag))]
    },

    /** The entry, and the value for the shared tiers if there are any. */
    loaded(key: CacheKey, { value, tags, asOf, startedMs, confirmedMs }: Loaded<T>) {
      const loadMs = clock() - startedMs
      const ttlMs = jittered(value === null ? options.unknownTtlMs : options.ttlMs, random)
      const bytes = options.isShared || options.isStored ? serialiser.write(value) : undefined
      const entry: Entry<T> = {
        value,
        tags: heldTags(key, tags),
        asOf,
        confirmedMs,
        validRevision: -1,
        loadedMs: startedMs,
        freshUntilMs: startedMs + Math.min(ttlMs, memoryMs),
        keptUntilMs: startedMs + ttlMs + graceMs,
        loadMs,
        bytes: bytes === undefined ? options.sizeBytes(value) : lengthOf(bytes),
      }
      const durations = { ageMs: loadMs, freshMs: ttlMs - loadMs, keptMs: ttlMs + graceMs - loadMs, loadMs }
      const stored: StoredValue | undefined = bytes === undefined ? undefined : { bytes, tags, asOf, ...durations }
      return { entry, stored }
    },

    /** @param askedMs when the tier was asked: it confirms the value for then */
    restored(key: CacheKey, stored: StoredValue & { readonly bytes: Buffer }, askedMs: number): Entry<T> {
      return {
        value: serialiser.read(stored.bytes),
        tags: heldTags(key, stored.tags),
        asOf: stored.asOf,
        confirmedMs: askedMs,
        validRevision: -1,
        loadedMs: askedMs - stored.ageMs,
        freshUntilMs: askedMs + Math.min(stored.freshMs, memoryMs),
        keptUntilMs: askedMs + stored.keptMs,
        loadMs: stored.loadMs,
        bytes: stored.bytes.byteLength,
      }
    },

    /** Redis holds a value for a shorter time than it is fresh. */
    forRedis(stored: StoredValue): StoredValue {
      const freshMs = Math.min(stored.freshMs, redisMs)
      return { ...stored, freshMs, keptMs: Math.min(stored.keptMs, redisMs + graceMs) }
    },
  }
}

export type EntryFactory<T> = ReturnType<typeof entryFactory<T>>
