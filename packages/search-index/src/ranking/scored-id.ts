/** What a document is sorted by; null when it has no such value. */
export type SortKey = string | number | boolean | null

/** A place in a ranking. Continuing after it neither repeats nor skips a document while the index stays the same. */
export interface ScoredId {
  readonly score: number
  readonly id: string
  /** Where an order was asked for, what it goes by; it then decides the place, and not the score. */
  readonly key?: SortKey
}

/** Negative when `a` ranks before `b`: higher score first, ties by id in code unit order. */
export function compareRank(a: ScoredId, b: ScoredId): number {
  if (a.score !== b.score) return b.score - a.score
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}
