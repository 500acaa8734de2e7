import { describe, expect, it } from 'vitest'
import { DecayingRates } from './decaying-rates.ts'

const create = () => new DecayingRates({ classes: 2, memoryCases: 4, guessCases: 3 })

describe('DecayingRates', () => {
  it('gives the guess for a class without cases', () => {
    expect(create().rate(1, 0.2)).toBeCloseTo(0.2, 12)
  })

  it('counts the guess as so many cases', () => {
    const rates = create()
    for (const isHit of [true, true, false]) rates.count(0, isHit)
    expect(rates.rate(0, 0.2)).toBeCloseTo((2 + 3 * 0.2) / (3 + 3), 12)
    expect(rates.rate(1, 0.2)).toBeCloseTo(0.2, 12)
  })

  it('halves the past of a class before the case that would exceed the memory', () => {
    const rates = create()
    for (let n = 0; n < 4; n++) rates.count(0, true)
    expect([rates.cases[0], rates.hits[0]]).toEqual([4, 4])
    rates.count(0, false)
    expect([rates.cases[0], rates.hits[0]]).toEqual([3, 2])
  })
})
