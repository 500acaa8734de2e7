import { describe, expect, it } from 'vitest'
import { Alternatives } from './alternatives.ts'
import { ConditionalLogit } from './conditional-logit.ts'

const create = () => new ConditionalLogit({ features: 2, kinds: 2, situations: 2 })

/** Two of kind 0, told apart by feature 0, and one of kind 1. */
function choice(): Alternatives {
  const alternatives = new Alternatives(2, 1)
  alternatives.set(alternatives.add(0, Math.log(0.5)), 0, 1)
  alternatives.add(0, Math.log(0.3))
  alternatives.set(alternatives.add(1, Math.log(0.2)), 1, 1)
  return alternatives
}

const probabilities = (alternatives: Alternatives) => [0, 1, 2].map((n) => alternatives.probability(n))

/** AdaGrad's first step along a gradient: the sum of squares starts at 0.01. */
const firstStep = (gradient: number, rate = 0.05) => (-rate * gradient) / Math.sqrt(0.01 + gradient ** 2)

describe('ConditionalLogit', () => {
  it('starts as the softmax of the offsets', () => {
    const alternatives = choice()
    create().weigh(alternatives, 0)
    for (const [n, p] of [0.5, 0.3, 0.2].entries()) expect(alternatives.probability(n)).toBeCloseTo(p, 12)
  })

  it('stays finite for offsets of any size', () => {
    const alternatives = new Alternatives(2)
    alternatives.add(0, -5_000)
    alternatives.add(0, -5_000 + Math.log(3))
    create().weigh(alternatives, 0)
    expect(alternatives.probability(0)).toBeCloseTo(0.25, 9)
    expect(alternatives.probability(1)).toBeCloseTo(0.75, 9)
  })

  it('follows the gradient of log-loss, in the shared weights and in those of the situation alike', () => {
    const [logit, alternatives] = [create(), choice()]
    logit.weigh(alternatives, 1)
    logit.learn(alternatives, 1, 2)
    const { weights, steepness } = logit.state
    // Per kind: shared, situation 0, situation 1, of two features each.
    const [first, second] = [firstStep(0.5), firstStep(0.2 - 1)]
    const expected = [first, 0, 0, 0, first, 0, 0, second, 0, 0, 0, second]
    for (const [at, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[at] ?? 9, 12)
    expect(steepness[0]).toBeCloseTo(0.01 + 0.25, 12)
    expect(steepness[1]).toBe(0.01)
    expect(steepness[7]).toBeCloseTo(0.01 + 0.64, 12)
  })

  it('takes smaller steps the steeper the way was, and larger ones at a higher rate', () => {
    const logit = new ConditionalLogit({ features: 1, kinds: 1, situations: 1, learningRate: 0.2 })
    const alternatives = new Alternatives(1)
    alternatives.set(alternatives.add(0, 0), 0, 1)
    alternatives.add(0, 0)
    logit.weigh(alternatives, 0)
    logit.learn(alternatives, 0, 0)
    const [shared] = logit.state.weights
    expect(shared).toBeCloseTo(firstStep(-0.5, 0.2), 12)
    logit.weigh(alternatives, 0)
    const p = alternatives.probability(0)
    // The weights of the situation and the shared ones add up.
    expect(p).toBeCloseTo(1 / (1 + Math.exp(-2 * (shared ?? 0))), 12)
    logit.learn(alternatives, 0, 0)
    expect(logit.state.weights[0]).toBeCloseTo((shared ?? 0) + (0.2 * (1 - p)) / Math.sqrt(0.26 + (1 - p) ** 2), 12)
  })

  it('sums the gradient over all alternatives of a kind', () => {
    const logit = new ConditionalLogit({ features: 1, kinds: 1, situations: 1 })
    const alternatives = new Alternatives(1)
    for (const [n, p] of [0.5, 0.3, 0.2].entries()) alternatives.set(alternatives.add(0, Math.log(p)), 0, n + 1)
    logit.weigh(alternatives, 0)
    logit.learn(alternatives, 0, 1)
    expect(logit.state.weights[0]).toBeCloseTo(firstStep(0.5 * 1 + (0.3 - 1) * 2 + 0.2 * 3), 12)
  })

  it('follows no gradient of an alternative below one in a million', () => {
    const logit = new ConditionalLogit({ features: 2, kinds: 1, situations: 1 })
    const alternatives = new Alternatives(2)
    alternatives.add(0, 0)
    alternatives.set(alternatives.add(0, Math.log(0.9e-6)), 0, 1)
    alternatives.set(alternatives.add(0, Math.log(1.1e-6)), 1, 1)
    logit.weigh(alternatives, 0)
    logit.learn(alternatives, 0, 0)
    const [below, above] = logit.state.weights
    expect(below).toBe(0)
    expect(above).toBeLessThan(0)
  })

  it('learns a choice, and most of it for other situations too', () => {
    const logit = create()
    const alternatives = choice()
    for (let n = 0; n < 2_000; n++) {
      logit.weigh(alternatives, 0)
      logit.learn(alternatives, 0, n % 10 === 0 ? 1 : 2)
    }
    logit.weigh(alternatives, 0)
    expect(alternatives.probability(2)).toBeGreaterThan(0.8)
    logit.weigh(alternatives, 1)
    expect(alternatives.probability(2)).toBeGreaterThan(0.4)
    expect(probabilities(alternatives).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
  })

  it('adds the weights of a prior, by the share asked for, and stores only its own', () => {
    const [logit, alternatives] = [create(), choice()]
    const before = logit.state
    // Shared and of situation 1, for feature 0 of kind 0.
    logit.shrinkTowards([0.3, 0, 9, 0, 0.4, 0, 0, 0, 0, 0, 0, 0])
    logit.weigh(alternatives, 1)
    expect(alternatives.probability(0)).toBeCloseTo(0.5, 12)
    logit.weigh(alternatives, 1, 0.5)
    const raised = 0.5 * Math.exp(0.5 * (0.3 + 0.4))
    expect(alternatives.probability(0)).toBeCloseTo(raised / (raised + 0.5), 12)
    expect(logit.state).toEqual(before)
  })

  it('rejects a prior and a state of another number of weights', () => {
    expect(() => create().shrinkTowards([0, 0])).toThrow('the prior must have 12 weights, got 2')
    expect(() => create().restore({ weights: [0], steepness: [0] })).toThrow('the state must have 12 weights, got 1')
  })

  it.each([0, -1, Number.NaN])('rejects a learning rate of %d', (learningRate) => {
    const options = { features: 1, kinds: 1, situations: 1, learningRate }
    expect(() => new ConditionalLogit(options)).toThrow(`learningRate must be above 0, got ${learningRate}`)
  })

  it('continues from a stored state exactly as it would have', () => {
    const [logit, stored] = [create(), create()]
    const alternatives = choice()
    logit.weigh(alternatives, 1)
    logit.learn(alternatives, 1, 0)
    stored.restore(JSON.parse(JSON.stringify(logit.state)))
    for (const each of [logit, stored]) {
      each.weigh(alternatives, 1)
      each.learn(alternatives, 1, 2)
    }
    expect(stored.state).toEqual(logit.state)
  })
})
