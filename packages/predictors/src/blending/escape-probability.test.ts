import { describe, expect, it } from 'vitest'
import { EscapeProbability } from './escape-probability.ts'

describe('EscapeProbability', () => {
  it('says what it was told to guess before it has seen anything', () => {
    expect(new EscapeProbability(0.3).probability(1)).toBe(0.3)
  })

  it('learns to trust much evidence more than little', () => {
    const escapes = new EscapeProbability(0.5)
    for (let n = 0; n < 100; n++) {
      escapes.learn(0.01, n % 10 !== 0)
      escapes.learn(100, n % 10 === 0)
    }
    expect(escapes.probability(0.01)).toBeCloseTo(0.9, 1)
    expect(escapes.probability(100)).toBeCloseTo(0.1, 1)
    expect(escapes.overall).toBeCloseTo(0.5, 1)
  })

  it('answers for evidence it has not met with the rate over all', () => {
    const escapes = new EscapeProbability(0.5)
    for (let n = 0; n < 1_000; n++) escapes.learn(1, false)
    expect(escapes.probability(1e6)).toBeLessThan(0.01)
  })

  it('stays strictly between 0 and 1, for any mass', () => {
    const escapes = new EscapeProbability(0.5)
    for (let n = 0; n < 20_000; n++) escapes.learn(1, false)
    for (const mass of [Number.MIN_VALUE, 1, Number.MAX_VALUE]) {
      expect(escapes.probability(mass)).toBeGreaterThan(0)
      expect(escapes.probability(mass)).toBeLessThan(1)
    }
  })

  it('follows a change, however long it has learned', () => {
    const escapes = new EscapeProbability(0.5)
    for (let n = 0; n < 100_000; n++) escapes.learn(1, false)
    for (let n = 0; n < 20_000; n++) escapes.learn(1, true)
    expect(escapes.probability(1)).toBeGreaterThan(0.9)
  })

  it('continues from a restored state', () => {
    const escapes = new EscapeProbability(0.5)
    escapes.learn(3, true)
    const other = new EscapeProbability(0.5)
    other.restore(escapes.state)
    expect(other.probability(3)).toBe(escapes.probability(3))
  })
})
