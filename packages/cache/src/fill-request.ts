import type { CacheKey } from './cache-key.ts'
import type { Load } from './call-origin.ts'
import type { CacheStatus, Entry } from './entry.ts'

/** Tags are texts, or follow from the value. */
export type TagsOf<T> = readonly string[] | ((value: T) => readonly string[])

export interface FillRequest<T> {
  readonly key: CacheKey
  readonly load: Load<T>
  readonly tags: TagsOf<T>
  /** The entry in memory. */
  readonly known: Entry<T> | undefined
  /** Whether to load it even if it is fresh. */
  readonly isEarly: boolean
  /** Receives a stale value that another tier has, while the new one is loaded. */
  readonly onStale: (entry: Entry<T>) => void
}

export interface Filled<T> {
  readonly entry: Entry<T>
  readonly status: CacheStatus
}
