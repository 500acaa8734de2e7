import type { Filter } from './filter/filter.ts'
import type { Position } from './ranking/position.ts'

export interface SimilarRequest {
  /** Documents to find more of. Unknown ids are ignored; known ones never come back. */
  readonly itemIds?: readonly string[] | undefined
  readonly text?: string | undefined
  readonly tags?: readonly string[] | undefined
  /** At least 1. */
  readonly limit: number
  readonly exclude?: Iterable<string> | undefined
  readonly filter?: Filter | undefined
}

/** The share, in (0, 1), of the score that no document can reach; comparable between requests. */
export type SimilarHit = Position
