import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choiceGradient } from './choice-gradient.ts'

const score = fc.double({ min: 0, max: 1, noNaN: true })
const choice = fc.record({
  shown: fc.array(
    fc.record({
      scores: fc.array(score, { minLength: 2, maxLength: 2 }),
      examination: fc.double({ min: 0.05, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  chosen: fc.constant(0),
  atMs: fc.constant(0),
  isRejection: fc.boolean(),
})
const weights = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 2, maxLength: 2 })

describe('choiceGradient', () => {
  it('is the slope and the curvature of the log-likelihood', () => {
    fc.assert(
      fc.property(choice, weights, (one, given) => {
        const logLikelihood = (first: number) => {
          const sign = one.isRejection ? -1 : 1
          const odds = one.shown.map(
            ({ scores: [a = 0, b = 0], examination }) =>
              Math.log(examination) + sign * (first * a + (given[1] ?? 0) * b),
          )
          const highest = Math.max(...odds)
          return (odds[0] ?? 0) - highest - Math.log(odds.reduce((sum, odd) => sum + Math.exp(odd - highest), 0))
        }
        const at = given[0] ?? 0
        const step = 1e-3
        const [before, here, after] = [at - step, at, at + step].map(logLikelihood) as [number, number, number]
        const [first] = choiceGradient(one, Float64Array.from(given))
        expect(first?.slope).toBeCloseTo((after - before) / (2 * step), 5)
        expect(first?.information).toBeCloseTo(-(after - 2 * here + before) / step ** 2, 4)
        expect(Math.abs(first?.slope ?? 9)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('stays finite for weights of any size', () => {
    const shown = [
      [1, 0],
      [0, 1],
    ].map((scores) => ({ scores, examination: 1 }))
    const gradient = choiceGradient({ shown, chosen: 0, atMs: 0 }, Float64Array.of(5_000, 0))
    expect(gradient).toEqual([0, 1].map(() => ({ slope: 0, information: 0 })))
  })
})
