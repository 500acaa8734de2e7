import { expect, it } from 'vitest'
import { prefetchCurve } from './prefetch-curve.ts'

const bins = [
  { promised: 0.02, happened: 0.05, promises: 80 },
  { promised: 0.3, happened: 0.4, promises: 10 },
  { promised: 0.8, happened: 0.9, promises: 10 },
]

it('a higher threshold loads less, serves less and wastes less', () => {
  const at = (threshold: number) =>
    prefetchCurve(bins, 20).find((point) => Math.abs(point.threshold - threshold) < 1e-9)
  expect(at(0)).toEqual({ threshold: 0, hitRate: 17 / 20, waste: 1 - 17 / 100, loads: 5 })
  expect(at(0.3)).toMatchObject({ hitRate: 13 / 20, waste: 1 - 13 / 20, loads: 1 })
  expect(at(0.5)).toMatchObject({ hitRate: 9 / 20, loads: 0.5 })
  expect(at(0.5)?.waste).toBeCloseTo(0.1)
  expect(at(0.95)).toBeUndefined()
})

it('without a case there is no curve', () => {
  expect(prefetchCurve(bins, 0)).toEqual([])
})
