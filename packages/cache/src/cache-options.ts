import { json, type Serialiser } from './serialiser.ts'

export interface CacheOptions<T> {
  /** The name in keys and metrics. */
  readonly name: string
  /** How long a value is fresh if nothing invalidates it; the default is an hour. */
  readonly ttlMs?: number
  /** The same for a cached null; the default is `ttlMs`. */
  readonly unknownTtlMs?: number
  /** How long after that it may be served while it is loaded again or the origin fails; the default is an hour. */
  readonly graceMs?: number
  /** How long memory and Redis hold a fresh value: 5 and 10 minutes. */
  readonly memoryMs?: number
  readonly redisMs?: number
  /** Whether values are shared through Redis (the default), and kept in Postgres (not by default). */
  readonly isShared?: boolean
  readonly isStored?: boolean
  /** How long a request waits for a new value before it gets the stale one; the default is not at all. */
  readonly softTimeoutMs?: number
  /** How long the origin may take; the default is 10 s. */
  readonly hardTimeoutMs?: number
  /** After a failure the origin is asked again after this time; the default is 1 s. */
  readonly backoffMs?: number
  /** How long a value is fresh while Redis cannot say whether it was invalidated; the default is 1 s. */
  readonly unconfirmedMs?: number
  readonly serialiser?: Serialiser<T>
  /** The size of a value in memory; the default is the length of its JSON. */
  readonly sizeBytes?: (value: T) => number
  /** Room in memory: 10,000 entries and 32 MB. */
  readonly maxEntries?: number
  readonly maxBytes?: number
  /** The largest share of it that one tenant may hold; the default is a half. */
  readonly tenantShare?: number
}

const hourMs = 3_600_000
const positive = ['ttlMs', 'unknownTtlMs', 'memoryMs', 'redisMs', 'hardTimeoutMs', 'maxEntries', 'maxBytes'] as const

/** @throws RangeError that names the option */
export function completeOptions<T>(options: CacheOptions<T>) {
  const { ttlMs = hourMs, serialiser = json as Serialiser<T> } = options
  const complete = {
    unknownTtlMs: ttlMs,
    graceMs: hourMs,
    memoryMs: 300_000,
    redisMs: 600_000,
    isShared: true,
    isStored: false,
    softTimeoutMs: 0,
    hardTimeoutMs: 10_000,
    backoffMs: 1_000,
    unconfirmedMs: 1_000,
    sizeBytes: (value: T) => lengthOf(serialiser.write(value)),
    maxEntries: 10_000,
    maxBytes: 32_000_000,
    tenantShare: 0.5,
    ...options,
    ttlMs,
    serialiser,
  }
  if (!/^[a-z][a-z-]*$/.test(complete.name)) throw new RangeError(`name must be of a-z and -, got ${complete.name}`)
  for (const option of positive)
    if (!(complete[option] > 0)) throw new RangeError(`${option} must be above 0, got ${complete[option]}`)
  for (const option of ['graceMs', 'softTimeoutMs', 'backoffMs', 'unconfirmedMs'] as const)
    if (!(complete[option] >= 0)) throw new RangeError(`${option} must be at least 0, got ${complete[option]}`)
  if (!(complete.tenantShare > 0 && complete.tenantShare <= 1))
    throw new RangeError(`tenantShare must be above 0 and at most 1, got ${complete.tenantShare}`)
  return complete
}

export type CompleteOptions<T> = ReturnType<typeof completeOptions<T>>

export const lengthOf = (bytes: string | Uint8Array): number =>
  typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.byteLength
