import type { Position } from '../ranking/position.ts'
import type { LegScore } from './leg.ts'

export interface HybridHit extends Position {
  readonly legs: readonly LegScore[]
}
