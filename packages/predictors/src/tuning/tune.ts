import { seededRandom } from '@inkling/learning'
import type { Predictor } from '../components/predictor.ts'
import { EmbeddingLearner } from '../embedding/embedding-learner.ts'
import type { EventLog, UsageEvent } from '../log/event-log.ts'
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
const leastSearchCases = 300
const rounds = 2
/** A choice that loses is dropped after a multiple of so many cases. */
const casesBetweenLooks = 100
/** A value replaces another only if it is better by this factor, because smaller gains are noise. */
const leastGain = 1.002
/** Share of the budget after which the search for parameters stops. */
const searchShare = 0.4
/** Share of the budget after which the learning of vectors stops. */
const vectorsShare = 0.65
/** How often the events are learned from for vectors: more often fits them to chance. */
const passes = 4
const eventsBetweenLooks = 1_000
/** Worth of a hit among the first 20, added to its reciprocal rank. */
const hitWorth = 0.25
/** One case in so many tells how each component does, which takes as long as the rest. */
const casesPerMeasured = 4
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
  const cases = shuffled(casesOf(model.log, tail, head.log, searchCases))
  if (tuning) for (const each of [model, head]) each.restore({ ...each.learned, tuning })
  else yield* searchAll(head, cases, spent)
  const learner = new EmbeddingLearner(head.log, model.mostVectors)
  yield* learnVectors(learner, head.log, spent)
  head.embed(learner.rows, learner.model)
  const played = yield* replay(head, usage, () => spent() / (isFrozen ? weightsShare : 1), spent)
  if (played >= leastCases) {
    model.embed(learner.rows, learner.model)
    model.restore({ ...head.learned, prequential: model.learned.prequential })
    if (isFrozen) yield* calibrate(model, { tail, unseen }, spent)
    for (const event of stream) learner.learn(model.log, event)
  }
  return { cases: played, parameters: model.learned.tuning, weights: model.weights, metrics: head.metrics }
}

/** Each component has the same share of the time. What one leaves goes to the next. */
function* searchAll(head: NextItemModel, cases: readonly Case[], spent: () => number): Generator<TuneProgress> {
  const tunable = head.blend.predictors.filter(({ tuning }) => tuning)
  for (const [n, predictor] of tunable.entries()) {
    const until = (searchShare * (n + 1)) / tunable.length
    yield* search(predictor, affordable(predictor, cases, until, spent), until, spent)
  }
}

/**
 * Coordinate descent: each parameter in turn takes the best of its choices while the others stay. A second round may
 * choose again, because the best value of one depends on the others.
 */
function* search(
  predictor: Predictor,
  cases: readonly Case[],
  until: number,
  spent: () => number,
): Generator<TuneProgress> {
  const { name, tuning } = predictor
  if (!tuning || cases.length === 0) return
  let best = worths(predictor, cases)
  for (let round = 0; round < rounds; round++)
    for (const [parameter, choices] of Object.entries(tuning.choices)) {
      let chosen = tuning.values[parameter]!
      for (const choice of choices) {
        if (choice === chosen || spent() >= until) continue
        tuning.values[parameter] = choice
        predictor.rebuild?.()
        const found = worths(predictor, cases, best)
        if (isBetter(found, best)) [best, chosen] = [found, choice]
        yield { step: `${name}.${parameter}`, fraction: spent() }
      }
      tuning.values[parameter] = chosen
      predictor.rebuild?.()
    }
}

/** As many cases as allow to try each choice once before this share of the budget is spent. */
function affordable(predictor: Predictor, cases: readonly Case[], until: number, spent: () => number): readonly Case[] {
  const sample = cases.slice(0, casesBetweenLooks)
  const before = spent()
  worths(predictor, sample)
  const perCase = (spent() - before) / sample.length
  const tries = Object.values(predictor.tuning?.choices ?? {}).flat().length
  return cases.slice(0, Math.max(leastSearchCases, (until - spent()) / (perCase * tries)))
}

/** By more than a standard error of the difference, so that few cases change little. */
function isBetter(found: Float64Array, rival: Float64Array): boolean {
  const differences = found.map((worth, n) => worth - rival[n]!)
  return sumOf(differences) > Math.max(Math.sqrt(sumOf(differences.map((d) => d * d))), sumOf(rival) * (leastGain - 1))
}

/**
 * What a predictor earns in each case. It stops when it is behind a rival by two standard errors of their difference,
 * and the worths are those of the cases until then: a Hoeffding race (Maron & Moore, NIPS 1993) with a normal bound.
 */
function worths(predictor: Predictor, cases: readonly Case[], rival?: Float64Array): Float64Array {
  const scores = new ScoreAccumulator()
  const found = new Float64Array(cases.length)
  let [sum, squares] = [0, 0]
  for (const [n, { context, next }] of cases.entries()) {
    scores.clear()
    predictor.score(context, scores)
    const rank = rankAmongLike(next, new Set(context.items), scores)
    if (rank <= 20) found[n] = 1 / rank + hitWorth
    if (!rival) continue
    const difference = found[n]! - rival[n]!
    sum += difference
    squares += difference ** 2
    if ((n + 1) % casesBetweenLooks === 0 && sum < -2 * Math.sqrt(squares)) break
  }
  return found
}

/** In an order that depends on their number alone, so that the first ones are like the others. */
function shuffled(cases: Case[]): Case[] {
  const random = seededRandom(cases.length)
  for (let n = cases.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1))
    ;[cases[n], cases[other]] = [cases[other]!, cases[n]!]
  }
  return cases
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)

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

/**
 * Learns vectors from all events several times, oldest first, or from as many of the newest as the budget allows: what
 * was learned last counts most, so every pass ends with the newest.
 */
function* learnVectors(learner: EmbeddingLearner, log: EventLog, spent: () => number): Generator<TuneProgress> {
  const began = spent()
  const { length } = log
  const learn = (from: number, to: number) => {
    for (let event = from; event < to; event++) learner.learn(log, event)
  }
  learn(Math.max(0, length - eventsBetweenLooks), length)
  const perEvent = (spent() - began) / Math.min(length, eventsBetweenLooks)
  const affordable = (vectorsShare - spent()) / (perEvent * passes)
  const first = Math.max(0, Math.ceil(length - affordable))
  for (let pass = 0; pass < passes; pass++)
    for (let event = first; event < length; event += eventsBetweenLooks) {
      if (spent() >= vectorsShare) return
      learn(event, Math.min(length, event + eventsBetweenLooks))
      yield { step: 'vectors', fraction: spent() }
    }
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
    const isCase = cases % casesPerMeasured === 0 ? head.observe(event).length > 0 : head.teach(event)
    if (isCase) cases++
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
