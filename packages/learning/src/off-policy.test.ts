import { describe, expect, it } from 'vitest'
import { confidenceInterval, doublyRobust, type ModelledReward, type OffPolicyEstimate, snips } from './off-policy.ts'
import { pairedDifference } from './paired-difference.ts'
import { seededRandom } from './seeded-random.ts'

const rates = [0.1, 0.3, 0.5]
const loggedPolicy = [0.6, 0.3, 0.1]
const targetPolicy = [0.2, 0.3, 0.5]
const truth = rates.reduce((sum, rate, n) => sum + rate * (targetPolicy[n] ?? 0), 0)
const loggedTruth = rates.reduce((sum, rate, n) => sum + rate * (loggedPolicy[n] ?? 0), 0)

/** Sessions of several answers each, whose users click more or less often. @param model what the model predicts */
function log(sessions: number, seed: number, model = [0.2, 0.2, 0.4]): ModelledReward[] {
  const random = seededRandom(seed)
  const baseline = model.reduce((sum, rate, n) => sum + rate * (targetPolicy[n] ?? 0), 0)
  return Array.from({ length: sessions }, (_, session) => {
    const mood = 0.5 + random()
    return Array.from({ length: 1 + Math.floor(5 * random()) }, () => {
      const point = random()
      const action = point < 0.6 ? 0 : point < 0.9 ? 1 : 2
      const weight = (targetPolicy[action] ?? 0) / (loggedPolicy[action] ?? 1)
      const reward = random() < mood * (rates[action] ?? 0) ? 1 : 0
      return { cluster: `session ${session}`, weight, reward, predicted: model[action] ?? 0, baseline }
    })
  }).flat()
}

const estimators: [string, (rewards: ModelledReward[]) => OffPolicyEstimate][] = [
  ['snips', snips],
  ['doublyRobust', doublyRobust],
]

describe.each(estimators)('%s', (_, estimator) => {
  it('covers the truth with its 95 % intervals in at least 93 % of 400 logs of 200 sessions', () => {
    const covered = { target: 0, logged: 0, effect: 0 }
    for (let seed = 0; seed < 400; seed++) {
      const { target, logged, effect } = estimator(log(200, seed))
      if (target.low <= truth && truth <= target.high) covered.target++
      if (logged.low <= loggedTruth && loggedTruth <= logged.high) covered.logged++
      if (effect.low <= truth - loggedTruth && truth - loggedTruth <= effect.high) covered.effect++
    }
    for (const count of Object.values(covered)) expect(count / 400).toBeGreaterThanOrEqual(0.93)
  })

  it('comes close to the truth in a long log', () => {
    const { target, effect } = estimator(log(30_000, 1))
    expect(target.value).toBeCloseTo(truth, 2)
    expect(effect.value).toBeCloseTo(truth - loggedTruth, 2)
    expect(target.high - target.low).toBeLessThan(0.02)
  })

  it('finds no effect, exactly, of the policy that was logged', () => {
    const same = log(50, 2).map((one) => ({ ...one, weight: 1, baseline: one.predicted }))
    const { target, logged, effect } = estimator(same)
    expect(target.value).toBeCloseTo(logged.value, 12)
    expect([effect.value, effect.low, effect.high]).toEqual([0, 0, 0].map((zero) => expect.closeTo(zero, 12)))
  })

  it('reports how many rewards the weights leave', () => {
    const rewards = log(5_000, 3)
    const weights = rewards.map(({ weight }) => weight)
    const sum = weights.reduce((a, b) => a + b, 0)
    const { effectiveSampleSize, support, clusters } = estimator(rewards)
    expect(support).toBeCloseTo(sum / rewards.length, 9)
    expect(support).toBeCloseTo(1, 1)
    expect(effectiveSampleSize).toBeCloseTo(sum ** 2 / weights.reduce((a, b) => a + b * b, 0), 6)
    expect(clusters).toBe(5_000)
  })

  it('has an infinite interval for one session', () => {
    const { target } = estimator(log(1, 5))
    expect([target.low, target.high]).toEqual([-Infinity, Infinity])
  })
})

describe('doublyRobust', () => {
  it('has narrower intervals than snips if the predictions are good', () => {
    const rewards = log(2_000, 4, rates)
    const width = ({ target }: OffPolicyEstimate) => target.high - target.low
    expect(width(doublyRobust(rewards))).toBeLessThan(width(snips(rewards)))
  })
})

describe('confidenceInterval', () => {
  it('is the mean ± the quantile of Student for its groups', () => {
    const difference = pairedDifference([[1], [2], [3], [4]])
    const { value, low, high } = confidenceInterval(difference)
    expect(value).toBe(2.5)
    expect(high - value).toBeCloseTo(3.18 * difference.standardError, 1)
    expect(low).toBeCloseTo(5 - high, 12)
  })
})
