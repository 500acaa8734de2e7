/**
 * A point in the order of invalidations. Redis counts them; the generation is random and changes when Redis loses the
 * count. Positions of different generations cannot be compared.
 */
export interface Position {
  readonly generation: string
  readonly count: number
}

/** A value in memory. All times are those of this process's clock, which never goes back. */
export interface Entry<T = unknown> {
  readonly value: T
  readonly tags: readonly string[]
  /** Every invalidation up to here happened before the value was loaded. */
  asOf: Position
  /** When a server last confirmed that no tag was invalidated since. */
  confirmedMs: number
  /** The revision of what this process heard at which the entry was last found valid. */
  validRevision: number
  readonly loadedMs: number
  readonly freshUntilMs: number
  readonly keptUntilMs: number
  /** How long loading it took. */
  readonly loadMs: number
  readonly bytes: number
}

/**
 * `stale` may be served while it is loaded again. `unknown`: whether it was invalidated cannot be said. `dead` was
 * invalidated and is never served.
 */
export type Validity = 'fresh' | 'stale' | 'unknown' | 'dead'

/** Where an answer came from. */
export type CacheStatus = 'l1' | 'l2' | 'l3' | 'stale' | 'miss'

export interface Lookup<T> {
  readonly value: T
  readonly status: CacheStatus
  /** How old the value is, at least 0. */
  readonly ageMs: number
}
