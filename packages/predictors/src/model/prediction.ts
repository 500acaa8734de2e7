import type { Reason } from '../blending/ranked-item.ts'
import type { Removals } from './removal-times.ts'

export interface PredictionQuery {
  /** Items used last, oldest first; overrides the session in the log. */
  recent?: readonly string[]
  sessionId?: string
  userId?: string
  /** Milliseconds since 1970; the time of the newest event if absent. */
  atMs?: number
  limit?: number
  /** Less probable items are left out. */
  minProbability?: number
  explain?: boolean
  /**
   * Items that are removed by then are not predicted, and the others share their probability. They still tell what a
   * user did.
   */
  removals?: Removals
  /** Names of components that are not asked, to save their time; `content` for items with similar content. */
  without?: ReadonlySet<string>
}

export interface Prediction {
  itemId: string
  /** That the item is used next; all together at most 1. */
  probability: number
  /** Log-odds of the probability. */
  score: number
  /** If asked for: Σ weight × score is the probability. */
  reasons?: Reason[]
}
