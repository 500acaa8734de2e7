import type { TunedState } from '../blending/tuned-blend.ts'

/** What a training run learned, as it is stored. */
export interface TrainedState extends TunedState {
  /** That of `learnedFormat`. */
  format: number
}

/** A model that challenges the one that serves. */
export interface Challenger {
  /** Another one for each revision. '' is the model that was trained. */
  key: string
  /** What it has learned, such as that of a training run; without it, it starts like the model that serves. */
  learned?: TunedState | undefined
  /** Weights per component that it keeps, whatever comes next. */
  weights?: Readonly<Record<string, number>> | undefined
}

/** The time that challengers may take. */
export interface ScoringTime {
  /** Whether they may score the next case. */
  hasRoom(): boolean
  /** They took so many milliseconds. */
  spend(ms: number): void
}

/** Of a process that only builds models, such as training. */
export const noTime: ScoringTime = { hasRoom: () => false, spend: () => {} }
