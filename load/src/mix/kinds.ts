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

/** How many requests of each kind there are among the others. */
export type Weights = Readonly<Record<Kind, number>>

export const usualWeights = Object.fromEntries(kindNames.map((kind) => [kind, kinds[kind].weight])) as Weights

const sumOf = (weights: Weights) => kindNames.reduce((sum, kind) => sum + weights[kind], 0)

const isCritical = (kind: Kind) => kinds[kind].priority === 'critical'
const scaled = (factorOf: (kind: Kind) => number) =>
  Object.fromEntries(kindNames.map((kind) => [kind, kinds[kind].weight * factorOf(kind)])) as Weights

/** Critical calls alone. */
export const criticalWeights = scaled((kind) => (isCritical(kind) ? 1 : 0))

/** What `times` as many requests consist of if there are not more critical ones than before: the others grow. */
export function surgeOf(times: number): Weights {
  const critical = sumOf(criticalWeights)
  const all = sumOf(usualWeights)
  return scaled((kind) => (isCritical(kind) ? 1 : (times * all - critical) / (all - critical)))
}

/** The kind at this place, from 0 to 1, of the mix. */
export function kindAt(place: number, weights: Weights = usualWeights): Kind {
  let left = place * sumOf(weights)
  for (const kind of kindNames) {
    left -= weights[kind]
    if (left < 0) return kind
  }
  return 'predictions'
}
