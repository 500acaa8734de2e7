/**
 * How often 95 % intervals of a what-if cover the truth: simulated users see lists of one ranking with exploration, and
 * the click rate under other weights is estimated from the log. The truth is the mean of expected clicks over 200,000
 * other answers.
 *
 *   node bench/what-if.ts [--logs 500]
 */
import { parseArgs } from 'node:util'
import {
  doublyRobust,
  FusionWeights,
  type ModelledReward,
  type OffPolicyEstimate,
  RankingPolicy,
  seededRandom,
  snips,
} from '../src/index.ts'
import { rankBy } from '../src/simulation/simulated-ranker.ts'
import { type SimulatedCandidate, SimulatedUsers } from '../src/simulation/simulated-users.ts'

const { values } = parseArgs({ options: { logs: { type: 'string', default: '500' } } })
const logs = Number(values.logs)
const limit = 5
const [swapRate, explorationRate] = [0.5, 0.5]
const truthAnswers = 200_000
const answersPerUser = 4

interface Policies {
  logged: FusionWeights
  target: FusionWeights
}
/** All answers are of these users, who do not change. */
const users = new SimulatedUsers({ seed: 1, candidates: 8, indifference: 5, drift: 0 })
const random = seededRandom(2)
const weightsOf = (prior: readonly number[]) => new FusionWeights({ sources: prior.length, prior })

const examination = (position: number) => users.examination(position)

/** The ranking of candidate numbers, and the policy that shows it. */
function policyOf(weights: FusionWeights, candidates: readonly SimulatedCandidate[]) {
  const order = rankBy([...candidates.keys()], (n) => weights.score(candidates[n]?.scores ?? []))
  const policy = new RankingPolicy({ candidates: order.length, limit, swapRate, explorationRate })
  return { order, policy, exposure: (n: number) => policy.exposure(order.indexOf(n), examination) }
}

interface Truth {
  clickRate: number
  effect: number
}

/** Clicks per shown item under the target policy, and how many more than under the logged one. */
function truthOf({ logged, target }: Policies): Truth {
  let [clicks, effect] = [0, 0]
  for (let n = 0; n < truthAnswers; n++) {
    const candidates = users.next()
    const [from, to] = [policyOf(logged, candidates), policyOf(target, candidates)]
    for (const [i, { attraction }] of candidates.entries()) {
      clicks += to.exposure(i) * attraction
      effect += (to.exposure(i) - from.exposure(i)) * attraction
    }
  }
  return { clickRate: clicks / truthAnswers / limit, effect: effect / truthAnswers / limit }
}

/** A crude model of attraction, to which the estimator must be robust. */
const predict = (weights: FusionWeights, { scores }: SimulatedCandidate) =>
  0.5 / (1 + Math.exp(5 - weights.score(scores)))

function logOf({ logged, target }: Policies, answers: number): ModelledReward[] {
  return Array.from({ length: answers }, (_, answer) => {
    const candidates = users.next()
    const [from, to] = [policyOf(logged, candidates), policyOf(target, candidates)]
    const shown = from.policy.draw(random).map((one) => ({ ...one, n: from.order[one.candidate] ?? 0 }))
    const reactions = users.react(shown.map(({ n }) => candidates[n] as SimulatedCandidate))
    const baseline = candidates.reduce((sum, one, i) => sum + to.exposure(i) * predict(logged, one), 0) / limit
    return shown.map(({ n }, position) => ({
      cluster: String(Math.floor(answer / answersPerUser)),
      weight: to.exposure(n) / from.exposure(n),
      reward: reactions[position] === 'clicked' ? 1 : 0,
      examination: examination(position),
      predicted: examination(position) * predict(logged, candidates[n] as SimulatedCandidate),
      baseline,
    }))
  }).flat()
}

const mean = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0) / all.length
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function report(policies: Policies, { clickRate, effect }: Truth, answers: number): void {
  const estimators: [string, (rewards: readonly ModelledReward[]) => OffPolicyEstimate][] = [
    ['snips', snips],
    ['doubly robust', doublyRobust],
  ]
  const all = Array.from({ length: logs }, () => logOf(policies, answers))
  for (const [name, estimator] of estimators) {
    const estimates = all.map(estimator)
    const covers = (of: (estimate: OffPolicyEstimate) => { low: number; high: number }, value: number) =>
      percent(mean(estimates.map((one) => Number(of(one).low <= value && value <= of(one).high))))
    const width = mean(estimates.map((one) => one.effect.high - one.effect.low))
    console.log(
      `${name}, ${answers} answers of ${answers / answersPerUser} users:`,
      `covers the click rate in ${covers((one) => one.target, clickRate)},`,
      `the effect (${effect.toFixed(3)}) in ${covers((one) => one.effect, effect)}; width ${width.toFixed(3)},`,
      `effective size ${mean(estimates.map((one) => one.effectiveSampleSize)).toFixed(0)} of ${answers * limit}`,
    )
  }
}

const logged = weightsOf(users.weights.map((weight) => (weight + 2) / 2))
const target = weightsOf(users.weights)
const truth = truthOf({ logged, target })
for (const answers of [200, 800, 3_200]) report({ logged, target }, truth, answers)
