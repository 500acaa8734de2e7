import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usage } from '../../test/arbitraries.ts'
import { NextItemModel } from '../model/next-item-model.ts'
import type { Prior } from './prior.ts'
import { PriorEstimate } from './prior-estimate.ts'

const nothing: Prior = { seen: {}, fresh: {}, correction: {} }
const names = Object.keys(new NextItemModel().weights)

/** A model that says it learned this weight of `repeat`, the others alike, from so many cases of each kind. */
function taught(repeat: number, cases: number): NextItemModel {
  const model = new NextItemModel()
  const { blend, ...rest } = model.learned
  for (const mixture of [blend.seen, blend.fresh]) {
    mixture.updates = cases
    for (const name of names) {
      const expert = mixture.experts[name]
      if (expert) expert.weight = name === 'repeatConsumption' ? repeat : (1 - repeat) / (names.length - 1)
    }
  }
  if (blend.correction) blend.correction.weights = blend.correction.weights.map(() => repeat)
  model.restore({ blend, ...rest })
  return model
}

function estimateOf(...models: NextItemModel[]): PriorEstimate {
  const estimate = new PriorEstimate()
  for (const model of models) estimate.add(model.learned.blend)
  return estimate
}

/** Of `repeat`, as the blend mixes it. */
function weightOf(model: NextItemModel, prior: Prior): number {
  model.shrinkTowards(prior)
  return model.weights.repeatConsumption ?? Number.NaN
}

const many = Array.from({ length: 5 }, (_, n) => taught(0.1 + 0.1 * n, 50_000))

describe('PriorEstimate', () => {
  it('estimates the mean of five tenants or more, and nothing from fewer', () => {
    expect(estimateOf(...many.slice(1)).prior).toBeUndefined()
    const { prior, tenants } = estimateOf(...many)
    expect(tenants).toBe(5)
    expect(prior?.seen.repeatConsumption).toBeCloseTo(0.3, 9)
    expect(prior?.fresh.repeatConsumption).toBeCloseTo(0.3, 9)
    for (const weights of Object.values(prior?.correction ?? {}))
      for (const weight of weights) expect(weight).toBeCloseTo(0.3)
  })

  it('takes nothing from a tenant with few cases', () => {
    const estimate = estimateOf(...many.slice(1), taught(0.9, 200))
    expect(estimate.tenants).toBe(4)
    expect(estimate.prior).toBeUndefined()
  })

  it('lets no tenant count more than another, however large', () => {
    const { prior } = estimateOf(...many.slice(1), taught(0.1, 1e9))
    expect(prior?.seen.repeatConsumption).toBeCloseTo(0.3, 2)
  })

  it('names components and features, never an item, a session or a user', () => {
    fc.assert(
      fc.property(usage, (events) => {
        const models = many.map((model) => NextItemModel.decode(model.encode()))
        for (const model of models) for (const event of events) model.observe(event)
        const { prior } = estimateOf(...models)
        const { correction, blend } = {
          ...new NextItemModel().learned,
          correction: new NextItemModel().learned.blend.correction,
        }
        expect(Object.keys(prior ?? {}).sort()).toEqual(['correction', 'fresh', 'seen'])
        expect(Object.keys(prior?.seen ?? {}).sort()).toEqual(Object.keys(blend.seen.experts).sort())
        expect(Object.keys(prior?.correction ?? {}).sort()).toEqual([...(correction?.features ?? [])].sort())
      }),
      { numRuns: 10 },
    )
  })
})

describe('a model that leans on a prior', () => {
  const prior = estimateOf(...many).prior ?? nothing

  it('a model with a prior begins with the weights of the prior', () => {
    expect(weightOf(new NextItemModel(), prior)).toBeCloseTo(0.3, 9)
  })

  it('a model with a prior is drawn to the prior less, the more cases it has of its own', () => {
    const moved = [0, 10, 40, 500, 10_000].map((cases) => Math.abs(weightOf(taught(0.8, cases), prior) - 0.8))
    expect(moved).toEqual(moved.toSorted((a, b) => b - a))
    expect(moved[0]).toBeCloseTo(0.5, 9)
    expect(moved.at(-1)).toBeLessThan(0.002)
  })

  it('a model with a prior keeps weights that sum to 1', () => {
    for (const cases of [0, 10, 1_000]) {
      const model = taught(0.8, cases)
      model.shrinkTowards(prior)
      expect(Object.values(model.weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
    }
  })

  it('stores only its own weights, so that shrinking twice has the effect of once', () => {
    const model = taught(0.8, 100)
    const before = model.learned
    const drawn = weightOf(model, prior)
    expect(model.learned).toEqual(before)
    model.restore(model.learned)
    expect(weightOf(model, prior)).toBeCloseTo(drawn, 12)
  })

  it('predicts and learns as without a prior if the prior is empty or names only unknown components', () => {
    for (const none of [nothing, { seen: { gone: 1 }, fresh: { gone: 1 }, correction: { 'gone.share': [1] } }])
      fc.assert(
        fc.property(usage, (events) => {
          const [plain, shrinking] = [new NextItemModel(), new NextItemModel()]
          shrinking.shrinkTowards(none)
          for (const event of events) expect(shrinking.observe(event)).toEqual(plain.observe(event))
          expect(shrinking.predict({})).toEqual(plain.predict({}))
          expect(shrinking.learned).toEqual(plain.learned)
        }),
        { numRuns: 30 },
      )
  })

  it('gives a component that the prior lacks its first guess', () => {
    const { trend: _, ...seen } = prior.seen
    const model = new NextItemModel()
    const before = model.weights.trend ?? 0
    model.shrinkTowards({ seen, fresh: seen, correction: {} })
    expect(model.weights.trend).toBeGreaterThan(0)
    expect(model.weights.trend).toBeLessThanOrEqual(before + 0.05)
  })
})
