import type { Boost } from '@inkling/contracts'
import type { Outcome } from './appeal.ts'
import { firstWeights } from './sources.ts'

/** What a placement of suggestions is ranked by. */
export interface Basis {
  /** '' is no placement. */
  readonly scenario: string
  /** The weight of each source, in the order of `sourceNames`. */
  readonly weights: readonly number[]
  /** The version of the weights; 0 before any feedback. */
  readonly version: number
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly diversity: number
  readonly explorationRate: number
  readonly swapRate: number
  readonly repeatMinutes: number
  readonly boost: readonly Boost[]
}

/** While it is not known what was learned. Nothing is randomised, because it might be forbidden. */
export const unknownBasis = (scenario = ''): Basis => ({
  scenario,
  weights: firstWeights,
  version: 0,
  outcomes: new Map(),
  diversity: 0,
  explorationRate: 0,
  swapRate: 0,
  repeatMinutes: 0,
  boost: [],
})
