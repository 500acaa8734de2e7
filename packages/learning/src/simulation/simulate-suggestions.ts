import { FusionWeights } from '../fusion-weights.ts'
import { rankBy, SimulatedRanker } from './simulated-ranker.ts'
import { type SimulatedCandidate, SimulatedUsers } from './simulated-users.ts'

export interface SimulationOptions {
  seed: number
  /** Feedbacks (clicks and dismissals) before the preferences flip, and after. */
  feedbacks: number
  feedbacksAfterFlip: number
  /** Items shown per answer. */
  limit: number
  swapRate: number
  explorationRate: number
}

export interface SimulatedPhase {
  answers: number
  /** Sums of expected clicks over these answers, of the oracle, as served and by the weights of the start. */
  clicks: { oracle: number; served: number; fixed: number }
  points: SimulatedPoint[]
}

/** Click rates divided by that of the oracle, on answers that nobody learns from. */
interface SimulatedPoint {
  /** Of the phase, so far. */
  feedbacks: number
  /** By the learned weights alone, without exploration and swaps. */
  learned: number
  /** By the weights of the start. */
  fixed: number
}

interface Run {
  users: SimulatedUsers
  ranker: SimulatedRanker
  fixed: FusionWeights
  limit: number
  atMs: number
}

const feedbacksPerPoint = 250
const answersPerPoint = 400
/** Between two answers: twenty a minute. */
const pauseMs = 3_000

/**
 * Plays simulated users back against the learners of suggestions. The weights are wrong at first, the preferences of
 * all users drift, and at last they flip. The oracle knows how much each user is attracted to each item.
 *
 * @returns the phase before the flip, and the one after
 */
export function* simulateSuggestions(options: SimulationOptions): Generator<undefined, SimulatedPhase[]> {
  const { seed, feedbacks, feedbacksAfterFlip, limit, swapRate, explorationRate } = options
  const users = new SimulatedUsers({ seed })
  const weights = users.wrongWeights
  const ranker = new SimulatedRanker({ seed: seed + 1, weights, limit, swapRate, explorationRate })
  const fixed = new FusionWeights({ sources: weights.length, prior: weights })
  const run = { users, ranker, fixed, limit, atMs: 0 }
  const before = yield* play(run, feedbacks)
  users.flip()
  return [before, yield* play(run, feedbacksAfterFlip)]
}

function* play(run: Run, feedbacks: number): Generator<undefined, SimulatedPhase> {
  const phase: SimulatedPhase = {
    answers: 0,
    clicks: { oracle: 0, served: 0, fixed: 0 },
    points: [measure(run, 0)],
  }
  for (let [seen, next] = [0, feedbacksPerPoint]; next <= feedbacks; ) {
    seen += answerOnce(run, phase)
    if (seen < next) continue
    phase.points.push(measure(run, next))
    next += feedbacksPerPoint
    yield undefined
  }
  return phase
}

/** Returns the number of feedbacks. */
function answerOnce(run: Run, phase: SimulatedPhase): number {
  const { users, ranker } = run
  const candidates = users.next()
  const answer = ranker.answer(candidates)
  const { oracle, fixed } = lists(run, candidates)
  phase.answers++
  phase.clicks.oracle += users.expectedClicks(oracle)
  phase.clicks.fixed += users.expectedClicks(fixed)
  phase.clicks.served += users.expectedClicks(answer.shown)
  run.atMs += pauseMs
  const reactions = users.react(answer.shown)
  ranker.learnBias(answer, reactions)
  return ranker.learnWeights(answer, reactions, run.atMs)
}

function measure(run: Run, feedbacks: number): SimulatedPoint {
  const { users, ranker, limit } = run
  const clicks = { oracle: 0, learned: 0, fixed: 0 }
  for (let n = 0; n < answersPerPoint; n++) {
    const candidates = users.next()
    const { oracle, fixed } = lists(run, candidates)
    clicks.oracle += users.expectedClicks(oracle)
    clicks.fixed += users.expectedClicks(fixed)
    clicks.learned += users.expectedClicks(ranker.rank(candidates).slice(0, limit))
  }
  return { feedbacks, learned: clicks.learned / clicks.oracle, fixed: clicks.fixed / clicks.oracle }
}

function lists({ fixed, limit }: Run, candidates: readonly SimulatedCandidate[]) {
  return {
    oracle: rankBy(candidates, ({ attraction }) => attraction).slice(0, limit),
    fixed: rankBy(candidates, ({ scores }) => fixed.score(scores)).slice(0, limit),
  }
}
