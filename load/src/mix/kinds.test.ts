import { describe, expect, it } from 'vitest'
import { criticalWeights, kindAt, kindNames, surgeOf, usualWeights, type Weights } from './kinds.ts'

const sharesOf = (weights?: Weights) => {
  const drawn = Array.from({ length: 23_000 }, (_, n) => kindAt((n + 0.5) / 23_000, weights))
  return Object.fromEntries(kindNames.map((kind) => [kind, drawn.filter((one) => one === kind).length]))
}

describe('the traffic mix', () => {
  it('holds each kind by its weight', () => {
    expect(sharesOf()).toMatchObject({ events: 3_000, predictions: 8_000, suggestions: 6_000, runs: 1_000 })
  })

  it('of critical calls holds no other ones', () => {
    expect(sharesOf(criticalWeights)).toMatchObject({ searches: 0, runs: 0 })
  })

  it('of a surge holds as many critical calls as before, and in all so many times as many', () => {
    const surge = surgeOf(3)
    expect([surge.events, surge.predictions]).toEqual([usualWeights.events, usualWeights.predictions])
    expect(kindNames.reduce((sum, kind) => sum + surge[kind], 0)).toBeCloseTo(3 * 115)
    expect(surge.searches / surge.runs).toBeCloseTo(4)
  })
})
