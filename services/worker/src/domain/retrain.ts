import {
  championChallenger,
  heldOutSessions,
  type LearnedState,
  type NextItemModel,
  type TuneResult,
  tune,
} from '@inkling/predictors'
import { leastSessions, whyWorse } from './why-worse.ts'

export interface RetrainOptions {
  readonly tuneMs: number
  /** Takes the candidate whatever the comparison says. */
  readonly isForced: boolean
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
}

interface Quality {
  /** Mean, in nats. */
  readonly logLoss: number
  readonly mrrAt20: number
  readonly hitRateAt20: number
}

/** How tuning and weights did on the newest sessions, from which the candidate had not learned. */
export interface Comparison {
  readonly testCases: number
  readonly candidate: Quality
  readonly inService: Quality
}

export interface Retrained {
  readonly tuned: TuneResult
  /** Absent where there is nothing to compare with, or too little to tell. */
  readonly comparison?: Comparison
  /** Why the candidate was refused; the model then has the tuning and weights in service. */
  readonly refusal?: string
}

const trialMs = 10_000
/** Tuning's part of the work; the rest is the trial. */
const tuneShare = 0.8

/**
 * Tunes a model, and lets it keep that only if it does no worse on the newest sessions than the tuning and weights in service, on the same
 * events. Either way the model has learned from those sessions when it is done. Yields how far it is, 0 to 1.
 */
export function* retrain(
  model: NextItemModel,
  inService: LearnedState | undefined,
  { tuneMs, isForced, clock }: RetrainOptions,
): Generator<number, Retrained> {
  const newest = inService ? heldOutSessions(model.log) : []
  const heldBack = newest.length >= leastSessions ? newest : []
  const tuned = yield* scaled(tune(model, { budgetMs: tuneMs, clock, heldOut: heldBack }), 0, tuneShare)
  if (!inService || heldBack.length === 0) return { tuned }

  const contest = { candidate: model.learned, inService, heldOut: heldBack, budgetMs: trialMs, clock }
  const result = yield* scaled(championChallenger(model, contest), tuneShare, 1 - tuneShare)
  const reason = isForced ? undefined : whyWorse(result)
  const { learned } = reason === undefined ? result.candidate : result.inService
  model.restore({ ...learned, prequential: model.learned.prequential })
  const comparison = {
    testCases: result.cases,
    candidate: qualityOf(result.candidate),
    inService: qualityOf(result.inService),
  }
  return { tuned, comparison, ...(reason !== undefined && { refusal: reason }) }
}

const qualityOf = ({ logLoss, mrrAt20, hitRateAt20 }: Quality): Quality => ({ logLoss, mrrAt20, hitRateAt20 })

function* scaled<R>(work: Generator<{ fraction: number }, R>, from: number, share: number): Generator<number, R> {
  let step = work.next()
  for (; !step.done; step = work.next()) yield from + share * step.value.fraction
  return step.value
}
