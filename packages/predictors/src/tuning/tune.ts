import { EmbeddingLearner } from '../embedding/embedding-learner.ts'
import type { UsageEvent } from '../log/event-log.ts'
import type { LearnedState, NextItemModel } from '../model/next-item-model.ts'
import type { Metrics } from '../monitoring/prequential.ts'
import { learnVectors } from './learn-vectors.ts'
import { casesOf, inOrder, recentSessions, usageOf } from './recent-sessions.ts'
import { searchParameters } from './search-parameters.ts'
import type { Spent, TuneProgress } from './tune-progress.ts'

export type { TuneProgress } from './tune-progress.ts'

export interface TuneOptions {
  /** Time that may be spent. When it is over, the model keeps what it has learned so far. */
  budgetMs: number
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
  /** Sessions that are not learned from, so that the result can be tested on them. */
  heldOut?: readonly number[][]
  /**
   * Whether the log will not change while the model predicts, as in a test or a batch. Probabilities are then lower.
   */
  isFrozen?: boolean
  /** Parameters to keep, by component: then only weights and calibration are learned. */
  tuning?: LearnedState['tuning']
}

export interface TuneResult {
  /** Cases that the weights were learned from. If they are too few, the model stays as it was. */
  cases: number
  parameters: Record<string, Record<string, number>>
  weights: Record<string, number>
  /** On the recent sessions; each case was scored before it was learned from. */
  metrics: Metrics
}

/** With fewer cases the model stays as it was. */
const leastCases = 100
const searchCases = 2_000
/** Share of the budget after which the search for parameters stops. */
const searchShare = 0.4
/** Share of the budget that the learning of vectors may take, and the one after which it stops in any case. */
const [vectorsShare, vectorsEnd] = [0.25, 0.65]
/** One case in so many tells how each component does, which takes as long as the rest. */
const casesPerMeasured = 4
const casesBetweenReports = 200
/** The pace of the last cases until this one tells how many are affordable; the first ones derive state again. */
const warmUp = 3 * casesBetweenReports
const calibrationCases = 5_000
/** Items listed per case for calibration. */
const calibrated = 20
/** Share of the budget after which a frozen model learns no more weights. */
const weightsShare = 0.85

/**
 * Learns the parameters and weights of a model from its own recent sessions, and puts them into it.
 *
 * The recent sessions are removed from a copy of the model. Coordinate descent chooses the parameters of each component
 * by how well the copy predicts these sessions. Then they are played back through the code that serves: predict, score,
 * learn, apply. The calibration learned in this way fits a log that gets every event at once. For a frozen log,
 * calibration is learned again from the same cases, on a log that never gets the recent sessions.
 */
export function* tune(
  model: NextItemModel,
  { budgetMs, clock, heldOut = [], isFrozen = false, tuning }: TuneOptions,
): Generator<TuneProgress, TuneResult> {
  const start = clock()
  const spent = () => Math.min(1, (clock() - start) / budgetMs)
  const tail = recentSessions(model.log, heldOut)
  const stream = inOrder(tail)
  const usage = stream.map((event) => usageOf(model.log, event))
  const unseen = inOrder([...tail, ...heldOut])
  const head = model.copyWithout(unseen)
  const cases = casesOf(model.log, tail, head.log, searchCases)
  if (tuning) for (const each of [model, head]) each.restore({ ...each.learned, tuning })
  else yield* searchParameters(head.blend.predictors, cases, searchShare, spent)
  const learner = new EmbeddingLearner(head.log, model.mostVectors)
  yield* learnVectors(learner, head.log, Math.min(vectorsEnd, spent() + vectorsShare), spent)
  head.embed(learner.rows, learner.model)
  const played = yield* replay(head, usage, isFrozen ? weightsShare : 1, spent)
  if (played >= leastCases) {
    model.embed(learner.rows, learner.model)
    model.restore({ ...head.learned, prequential: model.learned.prequential })
    if (isFrozen) yield* calibrate(model, { tail, unseen }, spent)
    for (const event of stream) learner.learn(model.log, event)
  }
  return { cases: played, parameters: model.learned.tuning, weights: model.weights, metrics: head.metrics }
}

/**
 * Learns weights from all events, or from as many of the newest as the budget allows; the others are only added.
 * Returns the number of cases; unlike those of the metrics they do not fade.
 * @param until share of the budget after which the learning stops
 */
function* replay(
  head: NextItemModel,
  usage: readonly UsageEvent[],
  until: number,
  spent: Spent,
): Generator<TuneProgress, number> {
  let [cases, first, before] = [0, 0, 0]
  for (const [n, event] of usage.entries()) {
    if (n % casesBetweenReports === 0) yield { step: 'weights', fraction: spent() }
    if (n % casesBetweenReports === 0 && spent() >= until) break
    if (n === warmUp - casesBetweenReports) before = spent()
    if (n === warmUp) first = usage.length - (casesBetweenReports * (until - spent())) / (spent() - before)
    if (n >= warmUp && n < first) head.apply(event)
    else if (cases % casesPerMeasured === 0 ? head.observe(event).length > 0 : head.teach(event)) cases++
  }
  return cases
}

/** Learns calibration again on a log that does not get the recent sessions. Leaves all other learned state as it is. */
function* calibrate(
  model: NextItemModel,
  { tail, unseen }: { tail: readonly number[][]; unseen: readonly number[] },
  spent: Spent,
): Generator<TuneProgress> {
  const { learned } = model
  const { calibration: _, ...blend } = learned.blend
  const still = model.copyWithout(unseen)
  still.restore({ ...learned, blend })
  for (const [n, { context, next }] of casesOf(model.log, tail, still.log, calibrationCases).entries()) {
    if (n % casesBetweenReports === 0) {
      yield { step: 'calibration', fraction: spent() }
      if (spent() >= 1) break
    }
    still.blend.calibrate(context, next, calibrated)
  }
  const { calibration = [] } = still.blend.state
  model.restore({ ...learned, blend: { ...blend, calibration } })
}
