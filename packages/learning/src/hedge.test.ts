import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Hedge } from './hedge.ts'

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, n) => total + n, 0)

describe('Hedge', () => {
  it('starts from the prior, scaled to sum to 1', () => {
    expect([...new Hedge({ prior: [3, 1] }).weights]).toEqual([0.75, 0.25])
  })

  it('keeps weights positive and summing to 1 whatever happens', () => {
    const likelihood = fc.oneof(fc.constant(-1), fc.double({ min: 0, max: 1, noNaN: true }))
    fc.assert(
      fc.property(fc.array(fc.tuple(likelihood, likelihood, likelihood), { maxLength: 200 }), (cases) => {
        const hedge = new Hedge({ prior: [1, 1, 1] })
        for (const likelihoods of cases) hedge.update(likelihoods)
        expect(sum(hedge.weights)).toBeCloseTo(1, 9)
        expect(Math.min(...hedge.weights)).toBeGreaterThan(0)
      }),
    )
  })

  it('follows the best single expert when the learning rate is 1', () => {
    const hedge = new Hedge({ prior: [1, 1, 1], learningRate: 1 })
    for (let n = 0; n < 100; n++) hedge.update([0.2, 0.3, 0.25])
    expect(hedge.weights[1]).toBeGreaterThan(0.9)
  })

  it('finds the best mixture when experts complete each other', () => {
    const hedge = new Hedge({ prior: [1, 1] })
    for (let n = 0; n < 20_000; n++) hedge.update(n % 4 === 0 ? [0.8, 0.001] : [0.001, 0.8])
    expect(hedge.weights[0]).toBeCloseTo(0.25, 1)
  })

  it('returns to an expert that had lost once the world changes', () => {
    const hedge = new Hedge({ prior: [1, 1], learningRate: 1, share: 0.001 })
    for (let n = 0; n < 1_000; n++) hedge.update([0.9, 0.1])
    for (let n = 0; n < 20; n++) hedge.update([0.1, 0.9])
    expect(hedge.weights[1]).toBeGreaterThan(0.9)
  })

  it('leaves the weight of a sleeping expert as it was', () => {
    const hedge = new Hedge({ prior: [1, 1, 2], learningRate: 1, share: 0 })
    hedge.update([0.9, 0.1, -1])
    expect(hedge.weights[2]).toBe(0.5)
    expect(hedge.weights[0]).toBeCloseTo(0.45, 12)
  })

  it('learns nothing from an outcome that all experts held impossible', () => {
    const hedge = new Hedge({ prior: [1, 2] })
    const before = [...hedge.weights]
    hedge.update([0, 0])
    expect([...hedge.weights]).toEqual(before)
  })

  it('continues from a restored state exactly as it would have', () => {
    const hedge = new Hedge({ prior: [1, 1] })
    hedge.update([0.3, 0.6])
    const other = new Hedge({ prior: [5, 1] })
    other.restore(structuredClone(hedge.state))
    expect(other.state).toEqual(hedge.state)
  })

  it.each([{ prior: [] }, { prior: [0, 0] }, { prior: [1], learningRate: 0 }, { prior: [1], share: 1 }])(
    'rejects the options %j',
    (options) => {
      expect(() => new Hedge(options)).toThrow(RangeError)
    },
  )

  it('rejects the weights of another number of experts', () => {
    expect(() => new Hedge({ prior: [1] }).restore({ updates: 0, weights: [0.5, 0.5] })).toThrow(RangeError)
  })
})
