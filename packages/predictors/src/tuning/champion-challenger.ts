import { type PairedDifference, pairedDifference } from '@inkling/learning'
import type { LearnedState, NextItemModel } from '../model/next-item-model.ts'
import type { Outcome } from '../monitoring/outcome.ts'
import { inOrder, usageOf } from './recent-sessions.ts'

export interface ChampionChallengerOptions {
  /** The challenger. It has learned nothing from the held-out sessions. */
  candidate: LearnedState
  inService: LearnedState
  heldOut: readonly number[][]
  /** Time that may be spent. When it is over, the result rests on the cases so far. */
  budgetMs: number
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
}

export interface Contestant {
  /** Mean in nats, of probabilities over all items. */
  logLoss: number
  mrrAt20: number
  hitRateAt1: number
  hitRateAt5: number
  hitRateAt20: number
  /** Its learned state after the held-out sessions. */
  learned: LearnedState
}

export interface ChampionChallengerResult {
  cases: number
  sessions: number
  candidate: Contestant
  inService: Contestant
  /** Candidate less in service, per case. */
  logLoss: PairedDifference
  mrrAt20: PairedDifference
}

interface CaseScore {
  loss: number
  reciprocalRank: number
}

interface TrialCase extends CaseScore {
  session: number
}

/**
 * Compares two learned states on held-out sessions. Two models of the same events play these back as in service: each
 * event is predicted, scored and then learned from. The models differ only in tuning and weights.
 */
export function* championChallenger(
  model: NextItemModel,
  options: ChampionChallengerOptions,
): Generator<{ fraction: number }, ChampionChallengerResult> {
  const { heldOut, budgetMs, clock } = options
  const events = inOrder(heldOut)
  const endMs = clock() + budgetMs / 2
  const candidate = yield* halved(
    play(model, events, options.candidate, () => clock() >= endMs),
    0,
  )
  const inService = yield* halved(
    play(model, events, options.inService, (played) => played >= candidate.played),
    0.5,
  )
  const differences = (of: (placed: CaseScore) => number) => {
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

interface Replay {
  /** Events. */
  played: number
  cases: TrialCase[]
  learned: LearnedState
}

const eventsBetweenReports = 200

function* play(
  model: NextItemModel,
  events: readonly number[],
  learned: LearnedState,
  isOver: (played: number) => boolean,
): Generator<number, Replay> {
  const copy = model.copyWithout(events)
  copy.restore(learned)
  const cases: TrialCase[] = []
  let played = 0
  for (const event of events) {
    if (played % eventsBetweenReports === 0) yield played / events.length
    if (isOver(played)) break
    played++
    const placed = placedBy(copy.observe(usageOf(model.log, event)))
    if (placed) cases.push({ session: model.log.sessions.keyOf(event), ...placed })
  }
  return { played, cases, learned: copy.learned }
}

/** Undefined if there was no context to predict from. */
function placedBy(outcomes: readonly Outcome[]): CaseScore | undefined {
  const blend = outcomes.find(({ model }) => model === 'blend')
  return blend && { loss: -Math.log(blend.probability), reciprocalRank: blend.rank > 0 ? 1 / blend.rank : 0 }
}

function summary({ cases, learned }: Replay): Contestant {
  const mean = (of: (placed: CaseScore) => number) =>
    cases.reduce((sum, each) => sum + of(each), 0) / Math.max(1, cases.length)
  const within = (rank: number) => mean(({ reciprocalRank }) => (reciprocalRank >= 1 / rank ? 1 : 0))
  return {
    logLoss: mean(({ loss }) => loss),
    mrrAt20: mean(({ reciprocalRank }) => reciprocalRank),
    hitRateAt1: within(1),
    hitRateAt5: within(5),
    hitRateAt20: mean(({ reciprocalRank }) => (reciprocalRank > 0 ? 1 : 0)),
    learned,
  }
}
