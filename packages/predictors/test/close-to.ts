import { expect } from 'vitest'

/** Matches these scores to twelve places, and no others. */
export const closeTo = (scores: Record<string, number>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(scores).map(([item, score]) => [item, expect.closeTo(score, 12)]))
