import type { Predictor } from '../components/predictor.ts'
import type { UsageEvent } from '../log/event-log.ts'
import type { LearnedState, NextItemModel } from '../model/next-item-model.ts'
import type { Metrics } from '../monitoring/prequential.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { type Case, casesOf, inOrder, recentSessions, usageOf } from './recent-sessions.ts'

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

export interface TuneProgress {
  step: string
  /** Share of the time budget, in [0, 1]. */
  fraction: number
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
/** A value replaces another only if it is better by this factor, because smaller gains are noise. */
const leastGain = 1.002
/** Share of the budget after which the search for parameters stops. */
const searchShare = 0.4
/** Worth of a hit among the first 20, added to its reciprocal rank. */
const hitWorth = 0.25
const casesBetweenReports = 200
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
  else
    for (const predictor of head.blend.predictors) yield* search(predictor, cases, () => spent() / searchShare, spent)
  const played = yield* replay(head, usage, () => spent() / (isFrozen ? weightsShare : 1), spent)
  if (played >= leastCases) {
    model.restore({ ...head.learned, prequential: model.learned.prequential })
    if (isFrozen) yield* calibrate(model, { tail, unseen }, spent)
  }
  return { cases: played, parameters: model.learned.tuning, weights: model.weights, metrics: head.metrics }
}

/** Coordinate descent: each parameter in turn takes the best of its choices while the others stay. */
function* search(
  predictor: Predictor,
  cases: readonly Case[],
  used: () => number,
  spent: () => number,
): Generator<TuneProgress> {
  const { name, tuning } = predictor
  if (!tuning || cases.length === 0) return
  let best = worth(predictor, cases)
  for (const [parameter, choices] of Object.entries(tuning.choices)) {
    let chosen = tuning.values[parameter]!
    for (const choice of choices) {
      if (choice === chosen || used() >= 1) continue
      tuning.values[parameter] = choice
      predictor.rebuild?.()
      const found = worth(predictor, cases)
      if (found > best * leastGain) [best, chosen] = [found, choice]
      yield { step: `${name}.${parameter}`, fraction: spent() }
    }
    tuning.values[parameter] = chosen
    predictor.rebuild?.()
  }
}

function worth(predictor: Predictor, cases: readonly Case[]): number {
  const scores = new ScoreAccumulator()
  let sum = 0
  for (const { context, next } of cases) {
    scores.clear()
    predictor.score(context, scores)
    const rank = rankAmongLike(next, new Set(context.items), scores)
    if (rank <= 20) sum += 1 / rank + hitWorth
  }
  return sum / cases.length
}

/** The rank of an item among the items of its kind, seen or fresh, because the blend mixes these kinds separately. */
function rankAmongLike(next: number, seen: ReadonlySet<number>, scores: ScoreAccumulator): number {
  const score = scores.of(next)
  if (score === 0) return Number.POSITIVE_INFINITY
  let rank = 1
  for (let n = 0; n < scores.size; n++) {
    const item = scores.item(n)
    if (scores.of(item) > score && seen.has(item) === seen.has(next)) rank++
  }
  return rank
}

/** Returns the number of cases; unlike those of the metrics they do not fade. */
function* replay(
  head: NextItemModel,
  usage: readonly UsageEvent[],
  used: () => number,
  spent: () => number,
): Generator<TuneProgress, number> {
  let cases = 0
  for (const [n, event] of usage.entries()) {
    if (n % casesBetweenReports === 0) {
      yield { step: 'weights', fraction: spent() }
      if (used() >= 1) break
    }
    if (head.observe(event).length > 0) cases++
  }
  return cases
}

/** Learns calibration again on a log that does not get the recent sessions. Leaves all other learned state as it is. */
function* calibrate(
  model: NextItemModel,
  { tail, unseen }: { tail: readonly number[][]; unseen: readonly number[] },
  spent: () => number,
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
