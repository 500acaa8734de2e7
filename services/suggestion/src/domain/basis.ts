import type { Boost } from '@inkling/contracts'
import type { Outcome } from './appeal.ts'
import type { PlacementLeague } from './league.ts'
import type { Role, RunningExperiment } from './role.ts'
import { firstWeights } from './sources.ts'

/** What Thompson sampling needs besides the weights. */
interface ThompsonBasis {
  /** 1 / variance of each weight. */
  readonly precisions: readonly number[]
}

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
  /** Absent: each candidate is as likely to be explored. */
  readonly thompson?: ThompsonBasis | undefined
  readonly swapRate: number
  readonly repeatMinutes: number
  readonly boost: readonly Boost[]
  /** The rankings of the placement. */
  readonly league?: PlacementLeague
  /** What the placement has without the ranking that serves: challengers replace parts of this. */
  readonly placement?: Basis
  /** That runs in the placement. */
  readonly experiment?: RunningExperiment
  /** What the answer is in it. */
  readonly role?: Role
  /** Of an interleaved answer: what the list is ranked by from which the other half is drafted. */
  readonly rival?: Basis
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
