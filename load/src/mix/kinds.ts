import type { Priority } from '@inkling/contracts'

interface KindOfCall {
  /** How many of them there are among the others. */
  readonly weight: number
  /** An answer is good if it comes within this time. */
  readonly objectiveMs: number
  readonly priority: Priority
}

/** The traffic mix: 40 predictions, 30 suggestions, 20 searches, 5 lists of runs, 5 learning metrics, and 15 events. */
export const kinds = {
  events: { weight: 15, objectiveMs: 500, priority: 'critical' },
  predictions: { weight: 40, objectiveMs: 500, priority: 'critical' },
  suggestions: { weight: 30, objectiveMs: 400, priority: 'normal' },
  searches: { weight: 20, objectiveMs: 300, priority: 'normal' },
  runs: { weight: 5, objectiveMs: 1_000, priority: 'background' },
  learning: { weight: 5, objectiveMs: 1_000, priority: 'background' },
} as const satisfies Readonly<Record<string, KindOfCall>>

export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as Kind[]

const total = kindNames.reduce((sum, kind) => sum + kinds[kind].weight, 0)

/** The kind at this place, from 0 to 1, of the mix. */
export function kindAt(place: number): Kind {
  let left = place * total
  for (const kind of kindNames) {
    left -= kinds[kind].weight
    if (left < 0) return kind
  }
  return 'predictions'
}
