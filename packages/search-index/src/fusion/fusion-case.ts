import type { HybridHit } from './hybrid-hit.ts'

/** One query: what was found for it, best first, and how much each document is known to be right. */
export interface FusionCase {
  readonly hits: readonly HybridHit[]
  readonly right: ReadonlyMap<string, number>
}
