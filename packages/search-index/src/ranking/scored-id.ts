/** The value that a document is sorted by; null if it has none. */
export type SortKey = string | number | boolean | null

/**
 * A document in a ranking. A page that continues after it repeats and skips no document while the index stays the same.
 */
export interface ScoredId {
  readonly score: number
  readonly id: string
  /** With a requested order, the value that it sorts by. It then decides the rank instead of the score. */
  readonly key?: SortKey
}

/** Negative when `a` ranks before `b`: higher score first, ties by id in code unit order. */
export function compareRank(a: ScoredId, b: ScoredId): number {
  if (a.score !== b.score) return b.score - a.score
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}
