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

describe('ConditionalLogit', () => {
  it('starts as the softmax of the offsets', () => {
    const alternatives = choice()
    create().weigh(alternatives, 0)
    for (const [n, p] of [0.5, 0.3, 0.2].entries()) expect(alternatives.probability(n)).toBeCloseTo(p, 12)
  })

  it('learns what is chosen, and most of it for other situations too', () => {
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

  it('goes on the same after being stored', () => {
    const [logit, stored] = [create(), create()]
    const alternatives = choice()
    logit.weigh(alternatives, 1)
    logit.learn(alternatives, 1, 0)
    stored.restore(JSON.parse(JSON.stringify(logit.state)))
    logit.weigh(alternatives, 1)
    const expected = probabilities(alternatives)
    stored.weigh(alternatives, 1)
    expect(probabilities(alternatives)).toEqual(expected)
    expect(() => stored.restore({ weights: [0], steepness: [0] })).toThrow(RangeError)
  })
})
