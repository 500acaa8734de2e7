import { SimulatedRanker } from './simulated-ranker.ts'
import { SimulatedUsers } from './simulated-users.ts'

export interface PositionBiasSimulation {
  seed: number
  /** In all of them coins decide the order of neighbours. */
  answers: number
  limit: number
}

export interface PositionBiasReport {
  /** Per position, from the top: how often it is examined, and the estimate. */
  curve: { true: number; estimated: number }[]
  /** Relative, over the positions below the top: mean and greatest. */
  meanError: number
  worstError: number
  /** Clicks on randomised pairs, from which the curve is estimated. */
  clicks: number
  /** Click rate of the swapped answers, divided by that of the same answers without swaps. */
  keptClickRate: number
}

/** Candidates beyond the list are of no use here, and users who click often save time. */
const spare = 2
const indifference = 5
const answersPerStep = 500

/** Estimates the position bias of simulated users from swaps of neighbours, and measures what the swaps cost. */
export function* simulatePositionBias(options: PositionBiasSimulation): Generator<undefined, PositionBiasReport> {
  const { seed, answers, limit } = options
  const users = new SimulatedUsers({ seed, candidates: limit + spare, indifference })
  const { weights } = users
  const ranker = new SimulatedRanker({ seed: seed + 1, weights, limit, swapRate: 1, explorationRate: 0 })
  let [clicks, swapped, ranked] = [0, 0, 0]
  for (let n = 0; n < answers; n++) {
    const candidates = users.next()
    const answer = ranker.answer(candidates)
    swapped += users.expectedClicks(answer.shown)
    ranked += users.expectedClicks(ranker.rank(candidates).slice(0, limit))
    clicks += ranker.learnBias(answer, users.react(answer.shown))
    if (n % answersPerStep === 0) yield undefined
  }
  const curve = Array.from({ length: limit }, (_, position) => ({
    true: users.examination(position),
    estimated: ranker.bias.examination(position),
  }))
  const errors = curve.slice(1).map((one) => Math.abs(one.estimated / one.true - 1))
  const meanError = errors.reduce((sum, error) => sum + error, 0) / errors.length
  return { curve, meanError, worstError: Math.max(...errors), clicks, keptClickRate: swapped / ranked }
}
