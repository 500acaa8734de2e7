import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { recoveryOf } from './recovered.ts'

const cases = 2_000

/** Ranks that robots cost `loss` of on average, of which `back` comes back, among noise. */
function ranked(loss: number, back: number, seed: number) {
  const random = seededRandom(seed)
  const noise = () => 0.2 * (random() - 0.5)
  const clean = Array.from({ length: cases }, () => random())
  const dirty = clean.map((rank) => rank - loss + noise())
  return { clean, dirty, kept: dirty.map((rank) => rank + loss * back + noise()) }
}

it('tells what robots cost and how much of it comes back, within intervals that hold the truth', () => {
  const { lost, recovered } = recoveryOf([ranked(0.03, 0.9, 1), ranked(0.03, 0.9, 2)])
  expect(lost.estimate).toBeCloseTo(0.03, 2)
  expect(lost.low).toBeLessThan(0.03)
  expect(lost.low).toBeGreaterThan(0)
  expect(lost.high).toBeGreaterThan(0.03)
  expect(recovered.low).toBeLessThan(0.9)
  expect(recovered.high).toBeGreaterThan(0.9)
  expect(recovered.high - recovered.low).toBeLessThan(0.6)
})

it('shows by an interval around 0 that robots cost nothing which can be told', () => {
  const { lost } = recoveryOf([ranked(0, 0, 3)])
  expect(lost.low).toBeLessThan(0)
  expect(lost.high).toBeGreaterThan(0)
})
