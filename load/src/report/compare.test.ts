import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { medianRatio } from './bootstrap.ts'

/** Values around `mean` with a spread of 20 %. */
function noisy(mean: number, seed: number, count = 120): number[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => mean * (0.8 + 0.4 * random()))
}

it('the interval of a ratio holds the true one', () => {
  const { estimate, low, high } = medianRatio(noisy(100, 1), noisy(130, 2))
  expect(estimate).toBeCloseTo(1.3, 1)
  expect(low).toBeGreaterThan(1.1)
  expect(high).toBeLessThan(1.5)
  expect(low).toBeLessThan(1.3)
  expect(high).toBeGreaterThan(1.3)
})

it('the interval of two equal runs holds 1', () => {
  const { low, high } = medianRatio(noisy(100, 1), noisy(100, 2))
  expect(low).toBeLessThan(1)
  expect(high).toBeGreaterThan(1)
})
