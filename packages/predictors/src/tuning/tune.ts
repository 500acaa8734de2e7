import type { Predictor } from '../components/predictor.ts'
import type { UsageEvent } from '../log/event-log.ts'
import type { NextItemModel } from '../model/next-item-model.ts'
import type { Metrics } from '../monitoring/prequential.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { type Case, casesOf, inOrder, recentSessions, usageOf } from './recent-sessions.ts'

export interface TuneOptions {
  /** Time that may be spent; when it is over, what was learned so far stands. */
  budgetMs: number
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
  /** Sessions that are not learned from, so that what was learned can be tested on them. */
  heldOut?: readonly number[][]
  /** The log will stand still while the model predicts, as in a test or a batch: then less may be promised than of one in motion. */
  isFrozen?: boolean
}

export interface TuneProgress {
  step: string
  /** Of the time budget, in [0, 1]. */
  fraction: number
}

export interface TuneResult {
  /** Cases that taught the weights; of too few the model took nothing. */
  cases: number
  parameters: Record<string, Record<string, number>>
  weights: Record<string, number>
  /** Of the tail, each case scored before it was learned from. */
  metrics: Metrics
}

/** Fewer cases than this teach nothing worth keeping. */
const leastCases = 100
const searchCases = 2_000
/** A choice must be better than the one before by this factor; smaller gains are noise. */
const leastGain = 1.002
/** Share of the budget after which the search for parameters stops. */
const searchShare = 0.4
/** What a hit among the first 20 is worth beside its reciprocal rank. */
const hitWorth = 0.25
const casesBetweenReports = 200
const calibrationCases = 5_000
/** Items of a case whose promises are held against what came next. */
const calibrated = 20
/** Share of the budget after which a model that will be frozen learns no more weights. */
const weightsShare = 0.85

/**
 * Learns a model's parameters and weights from its own newest sessions, and puts them into it.
 *
 * The sessions at the tail are taken out of a copy, the parameters of each component chosen by coordinate descent on
 * how well the copy foresees them, then they are played back: predict, score, learn, apply. The same code as in service.
 * What this promises holds of a log that hears of every event at once. For one that stands still the promises are learned anew
 * from the same cases, asked of a log that never hears of the tail.
 */
export function* tune(
  model: NextItemModel,
  { budgetMs, clock, heldOut = [], isFrozen = false }: TuneOptions,
): Generator<TuneProgress, TuneResult> {
  const start = clock()
  const spent = () => Math.min(1, (clock() - start) / budgetMs)
  const tail = recentSessions(model.log, heldOut)
  const stream = inOrder(tail)
  const usage = stream.map((event) => usageOf(model.log, event))
  const unseen = inOrder([...tail, ...heldOut])
  const head = model.copyWithout(unseen)
  const cases = casesOf(model.log, tail, head.log, searchCases)
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

/** The rank of an item among those that the session has used too, or among those it has not: all that a blend asks of a component. */
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

/** Answers how many cases there were; unlike those of the metrics they do not fade. */
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

/** Learns what promises come to while the log stands still before its tail; all else that was learned stays. */
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
