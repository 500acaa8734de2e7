import { type PairedDifference, pairedDifference } from '@inkling/learning'
import { copyWithout } from './copy-without.ts'
import type { UsageEvent } from './event-log.ts'
import type { Learned, NextItemModel } from './next-item-model.ts'
import type { Prediction } from './prediction.ts'
import { inOrder, usageOf } from './tail.ts'

export interface TrialOptions {
  /** What is being tried. It has learned nothing from the sessions held back. */
  candidate: Learned
  inService: Learned
  heldBack: readonly number[][]
  /** Time that may be spent; when it is over, the cases so far stand. */
  budgetMs: number
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
}

export interface Contestant {
  /** Mean, in nats, where items that are not listed share evenly what the 20 listed leave over. */
  logLoss: number
  mrrAt20: number
  hitRateAt20: number
  /** What it has learned when it has seen the sessions held back. */
  learned: Learned
}

export interface TrialResult {
  cases: number
  sessions: number
  candidate: Contestant
  inService: Contestant
  /** Candidate less in service, per case. */
  logLoss: PairedDifference
  mrrAt20: PairedDifference
}

interface Placed {
  loss: number
  reciprocalRank: number
}

interface TrialCase extends Placed {
  session: number
}

const listed = 20
/** Least probability of what is not listed, all together: rounding may leave none. */
const leastLeft = 1e-6

/**
 * Two models of the same events, with the tuning and weights of one and of the other, foresee the sessions held back: each event is
 * predicted, scored and then learned from, as in service. Nothing but tuning and weights can make them differ.
 */
export function* trial(model: NextItemModel, options: TrialOptions): Generator<{ fraction: number }, TrialResult> {
  const { heldBack, budgetMs, clock } = options
  const events = inOrder(heldBack)
  const endMs = clock() + budgetMs / 2
  const candidate = yield* halved(
    play(model, events, options.candidate, () => clock() >= endMs),
    0,
  )
  const inService = yield* halved(
    play(model, events, options.inService, (played) => played >= candidate.played),
    0.5,
  )
  const differences = (of: (placed: Placed) => number) => {
    const pairs = candidate.cases.map((placed, n) => ({
      session: placed.session,
      difference: of(placed) - of(inService.cases[n] ?? placed),
    }))
    const sessions = Map.groupBy(pairs, ({ session }) => session)
    return pairedDifference([...sessions.values()].map((own) => own.map(({ difference }) => difference)))
  }
  const logLoss = differences(({ loss }) => loss)
  const mrrAt20 = differences(({ reciprocalRank }) => reciprocalRank)
  return {
    cases: logLoss.cases,
    sessions: logLoss.groups,
    candidate: summary(candidate),
    inService: summary(inService),
    logLoss,
    mrrAt20,
  }
}

function* halved<R>(work: Generator<number, R>, from: number): Generator<{ fraction: number }, R> {
  let step = work.next()
  for (; !step.done; step = work.next()) yield { fraction: from + step.value / 2 }
  return step.value
}

interface Played {
  /** Events. */
  played: number
  cases: TrialCase[]
  learned: Learned
}

const eventsBetweenReports = 200

function* play(
  model: NextItemModel,
  events: readonly number[],
  learned: Learned,
  isOver: (played: number) => boolean,
): Generator<number, Played> {
  const copy = copyWithout(model, events)
  copy.restore(learned)
  const cases: TrialCase[] = []
  let played = 0
  for (const event of events) {
    if (played % eventsBetweenReports === 0) yield played / events.length
    if (isOver(played)) break
    played++
    const placed = observe(copy, usageOf(model.log, event))
    if (placed) cases.push({ session: model.log.sessions.keyOf(event), ...placed })
  }
  return { played, cases, learned: copy.learned }
}

/** Predicts, scores, learns and applies, as in service; nothing when there was no context to predict from. */
function observe(model: NextItemModel, event: UsageEvent): Placed | undefined {
  const { sessionId = '', userId = '', atMs, itemId } = event
  const predictions = model.predict({ sessionId, userId, atMs, limit: listed })
  const others = Math.max(1, model.counts.items + 1 - predictions.length)
  return model.observe(event).length > 0 ? placing(predictions, itemId, others) : undefined
}

/**
 * The loss is that of a distribution over all items: those listed have the probabilities that were promised, and `others` share what
 * is left evenly. Whoever promises nothing so gains nothing.
 */
function placing(predictions: readonly Prediction[], itemId: string, others: number): Placed {
  const place = predictions.findIndex((prediction) => prediction.itemId === itemId)
  const found = predictions[place]
  if (found) return { loss: -Math.log(found.probability), reciprocalRank: 1 / (place + 1) }
  const left = predictions.reduce((rest, { probability }) => rest - probability, 1)
  return { loss: -Math.log(Math.max(left, leastLeft) / others), reciprocalRank: 0 }
}

function summary({ cases, learned }: Played): Contestant {
  const mean = (of: (placed: Placed) => number) =>
    cases.reduce((sum, each) => sum + of(each), 0) / Math.max(1, cases.length)
  return {
    logLoss: mean(({ loss }) => loss),
    mrrAt20: mean(({ reciprocalRank }) => reciprocalRank),
    hitRateAt20: mean(({ reciprocalRank }) => (reciprocalRank > 0 ? 1 : 0)),
    learned,
  }
}
