import { describe, expect, it } from 'vitest'
import { fuseLegs, type Leg } from './fuse-legs.ts'

const leg = (model: string, weight: number, scores: Record<string, number>): Leg => ({
  model,
  weight,
  items: Object.entries(scores).map(([itemId, score]) => ({ itemId, score })),
})

const scoresOf = (...legs: Leg[]) => Object.fromEntries(fuseLegs(legs).map(({ itemId, score }) => [itemId, score]))

describe('fuseLegs', () => {
  it('adds up the scores of the legs, each by its weight, best first', () => {
    const fused = fuseLegs([leg('used', 0.6, { b: 1, c: 0.5 }), leg('words', 0.4, { c: 1, d: 0.25 })])
    expect(fused.map(({ itemId }) => itemId)).toEqual(['c', 'b', 'd'])
    expect(fused.map(({ score }) => score)).toEqual([0.7, 0.6, 0.1].map((score) => expect.closeTo(score)))
  })

  it('lets no leg speak louder because its scores are on a larger scale', () => {
    const small = scoresOf(leg('used', 0.5, { a: 0.02, b: 0.01 }), leg('words', 0.5, { b: 1 }))
    const large = scoresOf(leg('used', 0.5, { a: 200, b: 100 }), leg('words', 0.5, { b: 1 }))
    expect(large).toEqual(small)
  })

  it('gives the weight of a leg that found nothing to the others', () => {
    expect(scoresOf(leg('used', 0.6, {}), leg('words', 0.4, { a: 3 }))).toEqual({ a: 1 })
    expect(fuseLegs([leg('used', 0.6, {})])).toEqual([])
  })

  it('explains each leg, so that weight times score adds up to the score', () => {
    for (const { score, reasons } of fuseLegs([leg('used', 3, { a: 2, b: 1 }), leg('words', 2, { b: 0.5, c: 0.1 })])) {
      expect(reasons.reduce((sum, reason) => sum + reason.weight * reason.score, 0)).toBeCloseTo(score)
      expect(score).toBeGreaterThan(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })

  it('orders items of equal score by id', () => {
    const order = (scores: Record<string, number>) => fuseLegs([leg('used', 1, scores)]).map(({ itemId }) => itemId)
    expect(order({ b: 1, a: 1, c: 1 })).toEqual(['a', 'b', 'c'])
    expect(order({ c: 1, b: 1, a: 1 })).toEqual(['a', 'b', 'c'])
  })

  it('takes scores of nought as they are', () => {
    expect(scoresOf(leg('used', 1, { a: 0, b: 0 }))).toEqual({ a: 0, b: 0 })
  })
})
