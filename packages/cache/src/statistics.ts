/** Counts since the process began, and what is in memory now. */
export interface CacheStatistics {
  readonly l1Hits: number
  readonly l2Hits: number
  readonly l3Hits: number
  /** Answers that were served although they were stale. */
  readonly staleHits: number
  /** Requests that no tier could answer. */
  readonly misses: number
  /** Calls of the origin, and those that failed. */
  readonly loads: number
  readonly loadErrors: number
  readonly entries: number
  readonly bytes: number
  readonly evictions: number
}

export class Counts {
  l1Hits = 0
  l2Hits = 0
  l3Hits = 0
  staleHits = 0
  misses = 0
  loads = 0
  loadErrors = 0
}
