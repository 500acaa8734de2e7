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
  /** Whether the parameters in service stay, and only weights and calibration are learned again. */
  readonly keepsTuning?: boolean
  /** Whether the candidate is accepted whatever the comparison says. */
  readonly isForced: boolean
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
}

interface Quality {
  /** Mean, in nats. */
  readonly logLoss: number
  readonly mrrAt20: number
  readonly hitRateAt1: number
  readonly hitRateAt5: number
  readonly hitRateAt20: number
}

/** How well both models predicted the newest sessions, from which the candidate had not learned. */
export interface Comparison {
  readonly testCases: number
  readonly candidate: Quality
  readonly inService: Quality
}

export interface Retrained {
  readonly tuned: TuneResult
  /** Absent if there is no trained model in service, or too few sessions to tell. */
  readonly comparison?: Comparison
  /** Why the candidate was rejected. The model then has the tuning and weights in service. */
  readonly refusal?: string
  /** The one that does not serve now, if it has learned anything: what comes next may prove that it is better. */
  readonly loser?: Loser
}

export interface Loser {
  /** The candidate, or the one that it replaced. */
  readonly name: 'trained' | 'previous'
  readonly learned: LearnedState
}

const trialMs = 10_000
/** Progress counts tuning as this share of the work, and the trial as the rest. */
const tuneShare = 0.8

/**
 * Tunes a model. The model keeps the new tuning only if it predicts the newest sessions no worse than the tuning and
 * weights in service do over the same events. Either way the model has learned from those sessions at the end. If the
 * sessions are too few to compare on, the tuning and weights in service stay as they are, unless they were learned from
 * nothing. Yields the progress, from 0 to 1.
 */
export function* retrain(
  model: NextItemModel,
  inService: LearnedState | undefined,
  { tuneMs, keepsTuning = false, isForced, clock }: RetrainOptions,
): Generator<number, Retrained> {
  const newest = inService ? heldOutSessions(model.log) : []
  const heldBack = newest.length >= leastSessions ? newest : []
  const kept = keepsTuning && { tuning: inService?.tuning ?? {} }
  const tuned = yield* scaled(tune(model, { budgetMs: tuneMs, clock, heldOut: heldBack, ...kept }), 0, tuneShare)
  if (!inService) return { tuned }
  if (heldBack.length === 0 && (isForced || !isTrained(inService))) return { tuned, ...loserOf('previous', inService) }
  if (heldBack.length === 0) {
    const refusal = `${newest.length} sessions are too few to compare on; ${leastSessions} are needed`
    const loser = loserOf('trained', model.learned)
    model.restore({ ...inService, prequential: model.learned.prequential })
    return { tuned, refusal, ...loser }
  }

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
  if (reason === undefined) return { tuned, comparison, ...loserOf('previous', result.inService.learned) }
  return { tuned, comparison, refusal: reason, ...loserOf('trained', result.candidate.learned) }
}

const loserOf = (name: Loser['name'], learned: LearnedState) => isTrained(learned) && { loser: { name, learned } }

const isTrained = ({ blend }: LearnedState) => blend.seen.updates + blend.fresh.updates > 0

const qualityOf = ({ logLoss, mrrAt20, hitRateAt1, hitRateAt5, hitRateAt20 }: Quality): Quality => ({
  ...{ logLoss, mrrAt20, hitRateAt1, hitRateAt5, hitRateAt20 },
})

function* scaled<R>(work: Generator<{ fraction: number }, R>, from: number, share: number): Generator<number, R> {
  let step = work.next()
  for (; !step.done; step = work.next()) yield from + share * step.value.fraction
  return step.value
}
