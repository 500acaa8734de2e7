import { describe, expect, it } from 'vitest'
import { EscapeProbability } from './escape-probability.ts'

describe('EscapeProbability', () => {
  it('is the first guess before anything was counted', () => {
    expect(new EscapeProbability(0.3).probability(1)).toBe(0.3)
    expect(new EscapeProbability(0.3).overall).toBe(0.3)
  })

  it('counts misses by the mass of a list, beside the rate over all masses as ten cases', () => {
    const escapes = new EscapeProbability(0.5)
    escapes.learn(1, true)
    const overall = (1 + 10 * 0.5) / 11
    expect(escapes.overall).toBeCloseTo(overall, 12)
    expect(escapes.probability(1)).toBeCloseTo((1 + 10 * overall) / 11, 12)
    expect(escapes.probability(2)).toBeCloseTo(overall, 12)
  })

  it('divides masses into classes of half a doubling', () => {
    const escapes = new EscapeProbability(0.5)
    escapes.learn(1, true)
    const ofClass = escapes.probability(1)
    // A class reaches a quarter of a doubling to both sides.
    expect(escapes.probability(2 ** 0.24)).toBe(ofClass)
    expect(escapes.probability(2 ** -0.24)).toBe(ofClass)
    expect(escapes.probability(2 ** 0.26)).toBeLessThan(ofClass)
    expect(escapes.probability(2 ** -0.26)).toBeLessThan(ofClass)
  })

  it('puts all masses beyond 2^±16 into the outermost classes', () => {
    const escapes = new EscapeProbability(0.5)
    escapes.learn(1e300, false)
    escapes.learn(1e-300, true)
    expect(escapes.probability(2 ** 16)).toBe(escapes.probability(Number.MAX_VALUE))
    expect(escapes.probability(2 ** 15.5)).toBe(escapes.probability(Number.MAX_VALUE))
    expect(escapes.probability(2 ** 15)).not.toBe(escapes.probability(Number.MAX_VALUE))
    expect(escapes.probability(2 ** -16)).toBe(escapes.probability(Number.MIN_VALUE))
    expect(escapes.probability(2 ** -15.5)).not.toBe(escapes.probability(Number.MIN_VALUE))
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
    const [escapes, restored] = [new EscapeProbability(0.5), new EscapeProbability(0.5)]
    escapes.learn(3, true)
    escapes.learn(5, false)
    restored.restore(JSON.parse(JSON.stringify(escapes.state)))
    expect(restored.state).toEqual(escapes.state)
    expect(restored.probability(3)).toBe(escapes.probability(3))
    expect(restored.overall).toBe(escapes.overall)
  })
})
