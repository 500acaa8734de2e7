import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IsotonicCalibration } from './isotonic-calibration.ts'

/** Promises of p that come true with the given rate, spread evenly. */
function promise(calibration: IsotonicCalibration, p: number, rate: number, times: number): void {
  for (let n = 0; n < times; n++) {
    calibration.add(p, Math.floor((n + 1) * rate) > Math.floor(n * rate))
    calibration.endCase()
  }
}

describe('IsotonicCalibration', () => {
  it('believes every promise at first', () => {
    expect([0, 0.01, 0.5, 1].map((p) => new IsotonicCalibration().calibrated(p))).toEqual([0, 0.01, 0.5, 1])
  })

  it('learns what promises are worth', () => {
    const calibration = new IsotonicCalibration()
    promise(calibration, 0.05, 0.05, 4_000)
    promise(calibration, 0.5, 0.25, 4_000)
    expect(calibration.calibrated(0.05)).toBeCloseTo(0.05, 2)
    expect(calibration.calibrated(0.5)).toBeCloseTo(0.25, 1)
  })

  it('keeps order and range whatever happened, and survives being stored', () => {
    const cases = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { maxLength: 50 })
    fc.assert(
      fc.property(cases, (added) => {
        const calibration = new IsotonicCalibration()
        for (let n = 0; n < 10; n++) {
          for (const [p, happened] of added) {
            calibration.add(p, happened)
            calibration.endCase()
          }
        }
        const stored = new IsotonicCalibration()
        stored.restore(JSON.parse(JSON.stringify(calibration.state)))
        const values = Array.from({ length: 101 }, (_, n) => calibration.calibrated(n / 100))
        expect(values).toEqual(values.toSorted((a, b) => a - b))
        expect(values.every((p) => p >= 0 && p <= 1)).toBe(true)
        expect(Array.from({ length: 101 }, (_, n) => stored.calibrated(n / 100))).toEqual(values)
      }),
      { numRuns: 50 },
    )
  })
})
