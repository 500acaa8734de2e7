import type { UsageEvent } from '../log/event-log.ts'
import { NextItemModel } from '../model/next-item-model.ts'
import type { Prediction, PredictionQuery } from '../model/prediction.ts'
import { type TuneProgress, tune } from '../tuning/tune.ts'
import { Evaluation, type EvaluationResult } from './evaluation.ts'
import { leaveOneOutCases, prefixCases, type TestCase } from './test-case.ts'

export interface EvaluateOptions {
  train: readonly UsageEvent[]
  test: readonly UsageEvent[]
  /** If given, leave-one-out: fits on `train`; history is `train` and `validation`; `test` holds one item per user. */
  validation?: readonly UsageEvent[]
  /** Whether to learn nothing while testing. Else the test is played back as in service: predict, score, learn. */
  isFrozen: boolean
  /** Most cases measured, thinned evenly. A test that is played back measures all. */
  mostCases?: number
  tuneBudgetMs: number
  /** Components that are not asked for answers while testing, as under high load. */
  without?: ReadonlySet<string>
  /** Clocks in milliseconds that never go back: for the tuning budget, and for measuring. */
  tuneClock: () => number
  clock: () => number
  /** Is told the rank of the next item of each case of a frozen test, in order; 0 if it was not listed. */
  onRank?: (rank: number) => void
}

export interface EvaluationReport extends EvaluationResult {
  trainEvents: number
  /** Applying the training events, without tuning. */
  trainSeconds: number
  tuneSeconds: number
  /** Memory held in typed arrays. */
  modelBytes: number
  /** In nats, over all items, listed or not. Only of a test that is played back; older cases fade. */
  logLoss?: number
  /** Per component its weight, and its quality alone on the recent sessions of the training data. */
  components: Record<string, { weight: number; hitRateAt20: number; mrrAt20: number }>
}

const listed = 20
const microsPerMs = 1000
const warmUpCases = 500
const eventsBetweenReports = 50_000

/** Trains, tunes and tests a model as in service. */
export function* evaluateNextItem(options: EvaluateOptions): Generator<TuneProgress, EvaluationReport> {
  const { train, clock, tuneClock, tuneBudgetMs } = options
  const model = new NextItemModel()
  const startMs = clock()
  for (const [n, event] of byTime(train).entries()) {
    model.apply(event)
    if (n % eventsBetweenReports === 0) yield { step: 'train', fraction: n / train.length }
  }
  const trainedMs = clock()
  const { weights, metrics } = yield* tune(model, {
    budgetMs: tuneBudgetMs,
    clock: tuneClock,
    isFrozen: options.isFrozen,
  })
  const tunedMs = clock()
  const modelBytes = model.bytes
  const result = options.isFrozen ? yield* frozen(model, options) : yield* live(model, options)
  const alone = Object.entries(metrics.components).map(([name, { hitRateAt20, mrrAt20 }]) => [
    name,
    { weight: weights[name] ?? 0, hitRateAt20, mrrAt20 },
  ])
  return {
    ...result,
    trainEvents: train.length,
    trainSeconds: (trainedMs - startMs) / 1000,
    tuneSeconds: (tunedMs - trainedMs) / 1000,
    modelBytes,
    ...(!options.isFrozen && { logLoss: model.metrics.blend.logLoss }),
    components: Object.fromEntries(alone),
  }
}

function* frozen(model: NextItemModel, options: EvaluateOptions): Generator<TuneProgress, EvaluationResult> {
  const { train, validation, test, clock, mostCases = Number.POSITIVE_INFINITY, without } = options
  const all = validation ? leaveOneOutCases([...train, ...validation], test) : prefixCases(test)
  const cases = thinned(all, mostCases)
  for (const testCase of cases.slice(0, warmUpCases)) answer(model, testCase, without)
  const evaluation = new Evaluation()
  for (const [n, testCase] of cases.entries()) {
    const startMs = clock()
    const predictions = answer(model, testCase, without)
    const micros = (clock() - startMs) * microsPerMs
    const isRepeat = testCase.query.recent?.includes(testCase.next) ?? false
    const rank = evaluation.add(predictions, testCase.next, { isRepeat, micros })
    options.onRank?.(rank)
    if (n % listed === 0) yield { step: 'test', fraction: n / cases.length }
  }
  return evaluation.result
}

function* live(
  model: NextItemModel,
  { validation = [], test, clock, without }: EvaluateOptions,
): Generator<TuneProgress, EvaluationResult> {
  for (const event of byTime(validation)) model.apply(event)
  const evaluation = new Evaluation()
  for (const [n, event] of byTime(test).entries()) {
    const { sessionId = '', userId = '', atMs } = event
    const query: PredictionQuery = { sessionId, userId, atMs, limit: listed, ...(without && { without }) }
    const { items } = model.contextOf(query)
    if (items.length > 0) {
      const startMs = clock()
      const predictions = model.predict(query)
      const micros = (clock() - startMs) * microsPerMs
      const isRepeat = items.includes(model.log.items.names.find(event.itemId))
      evaluation.add(predictions, event.itemId, { isRepeat, micros })
    }
    model.observe(event)
    if (n % listed === 0) yield { step: 'test', fraction: n / test.length }
  }
  return evaluation.result
}

function answer(
  model: NextItemModel,
  { query, excluded }: TestCase,
  without: ReadonlySet<string> = new Set(),
): Prediction[] {
  if (!excluded) return model.predict({ ...query, without, limit: listed })
  const predictions = model.predict({ ...query, without, limit: listed + excluded.size })
  return predictions.filter(({ itemId }) => !excluded.has(itemId)).slice(0, listed)
}

/** In order of arrival; files list events by session. */
function byTime(events: readonly UsageEvent[]): UsageEvent[] {
  return events.toSorted((a, b) => a.atMs - b.atMs)
}

function thinned<T>(all: readonly T[], most: number): T[] {
  const stride = Math.max(1, all.length / most)
  return all.filter((_, n) => Math.floor(n / stride) !== Math.floor((n - 1) / stride))
}
