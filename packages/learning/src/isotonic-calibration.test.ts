import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IsotonicCalibration } from './isotonic-calibration.ts'

/** Cases with one listed item of probability p each, which comes next at the given rate, spread evenly. */
function teach(calibration: IsotonicCalibration, p: number, rate: number, cases: number): void {
  for (let n = 0; n < cases; n++) {
    calibration.add(p, Math.floor((n + 1) * rate) > Math.floor(n * rate))
    calibration.endCase()
  }
}

/** The same, in cases that list every probability once, 200 of them: the number after which a fit is due. */
function taught(...rates: [p: number, rate: number][]): IsotonicCalibration {
  const calibration = new IsotonicCalibration()
  for (let n = 0; n < 200; n++) {
    for (const [p, rate] of rates) calibration.add(p, Math.floor((n + 1) * rate) > Math.floor(n * rate))
    calibration.endCase()
  }
  return calibration
}

const grid = Array.from({ length: 101 }, (_, n) => n / 100)
const curve = (calibration: IsotonicCalibration) => grid.map((p) => calibration.calibrated(p))

describe('IsotonicCalibration', () => {
  it('changes no probability before the first fit', () => {
    const calibration = new IsotonicCalibration()
    expect([0, 0.01, 0.5, 1].map((p) => calibration.calibrated(p))).toEqual([0, 0.01, 0.5, 1])
    teach(calibration, 0.5, 0, 199)
    expect(calibration.calibrated(0.5)).toBe(0.5)
  })

  it('fits after every 200 cases: the frequency observed, drawn to the probability as by 50 cases', () => {
    const calibration = new IsotonicCalibration()
    teach(calibration, 0.25, 0.1, 200)
    expect(calibration.calibrated(0.25)).toBeCloseTo((20 + 50 * 0.25) / 250, 12)
    teach(calibration, 0.25, 0.1, 200)
    expect(calibration.calibrated(0.25)).toBeCloseTo((40 + 50 * 0.25) / 450, 12)
  })

  it('is linear between the probabilities observed, from 0 at 0 to 1 at 1', () => {
    const calibration = taught([0.25, 0.1], [0.5, 0.4])
    const [low, high] = [(20 + 50 * 0.25) / 250, (80 + 50 * 0.5) / 250]
    expect(calibration.calibrated(0)).toBe(0)
    expect(calibration.calibrated(0.125)).toBeCloseTo(low / 2, 12)
    expect(calibration.calibrated(0.375)).toBeCloseTo((low + high) / 2, 12)
    expect(calibration.calibrated(0.75)).toBeCloseTo((high + 1) / 2, 12)
    expect(calibration.calibrated(1)).toBe(1)
  })

  it('pools neighbours in the wrong order to their mean, by their cases', () => {
    const calibration = taught([0.2, 0.5], [0.4, 0.1])
    const pooled = ((100 + 50 * 0.2) / 250 + (20 + 50 * 0.4) / 250) / 2
    expect(calibration.calibrated(0.3)).toBeCloseTo(pooled, 12)
    expect(calibration.calibrated(0.15)).toBeCloseTo(pooled / 2, 12)
  })

  it('pools on with lower neighbours until the order is right', () => {
    const calibration = taught([0.2, 0.4], [0.4, 0.5], [0.6, 0.05])
    const fitted = (happened: number, p: number) => (happened + 50 * p) / 250
    const all = (fitted(80, 0.2) + fitted(100, 0.4) + fitted(10, 0.6)) / 3
    expect(fitted(80, 0.2)).toBeGreaterThan((fitted(100, 0.4) + fitted(10, 0.6)) / 2)
    expect(calibration.calibrated(0.4)).toBeCloseTo(all, 12)
  })

  it('calibrates the highest probabilities: above 16 to 1 they share a bin, below they do not', () => {
    const calibration = taught([0.99, 0.5])
    expect(calibration.calibrated(0.99)).toBeCloseTo((100 + 50 * 0.99) / 250, 12)
    const shared = taught([0.95, 0.6], [0.99, 0.6])
    expect(shared.calibrated(0.97)).toBeCloseTo((240 + 50 * 0.97) / 450, 12)
    const apart = taught([0.9, 0.5], [0.95, 0.9])
    expect(apart.calibrated(0.9)).toBeCloseTo((100 + 50 * 0.9) / 250, 12)
    expect(apart.calibrated(0.95)).toBeCloseTo((180 + 50 * 0.95) / 250, 12)
  })

  it('calibrates the lowest probabilities: below 1 to 4096 they share a bin', () => {
    const calibration = taught([1e-6, 0.1])
    expect(calibration.calibrated(1e-6)).toBeCloseTo((20 + 50e-6) / 250, 9)
    const shared = taught([1e-5, 0.1], [3e-5, 0.1])
    expect(shared.calibrated(2e-5)).toBeCloseTo((40 + 50 * 2e-5) / 450, 9)
  })

  it.each([0.03, 0.1, 0.45, 0.7, 0.93])('tells %d from a probability of 1.2 times its odds', (p) => {
    const odds = (1.2 * p) / (1 - p)
    const higher = odds / (1 + odds)
    const calibration = taught([p, p / 2], [higher, (p + 1) / 2])
    expect(calibration.calibrated(p)).toBeCloseTo((Math.floor(100 * p) + 50 * p) / 250, 2)
    expect(calibration.calibrated(higher)).toBeGreaterThan(calibration.calibrated(p) + 0.05)
  })

  it('keeps 0 at 0 and 1 at 1 whatever happens to items of these probabilities', () => {
    const calibration = taught([0, 0.5], [1, 0.5])
    expect([0, 0.5, 1].map((p) => calibration.calibrated(p))).toEqual([0, 0.5, 1])
  })

  it('halves the past of a bin at 20,000 items, so that it follows a change', () => {
    const calibration = new IsotonicCalibration()
    teach(calibration, 0.5, 0, 20_000)
    teach(calibration, 0.5, 1, 20_000)
    // 20,000 false are halved to 10,000; with 10,000 true they are halved again; then 10,000 more are true.
    expect(calibration.calibrated(0.5)).toBeCloseTo((15_000 + 25) / 20_050, 3)
  })

  it('continues from a stored state exactly as it would have, between two fits', () => {
    const [calibration, stored] = [taught([0.2, 0.4], [0.6, 0.3]), new IsotonicCalibration()]
    teach(calibration, 0.05, 0.2, 150)
    stored.restore(JSON.parse(JSON.stringify(calibration.state)))
    expect(curve(stored)).toEqual(curve(calibration))
    for (const each of [calibration, stored]) teach(each, 0.8, 0.5, 50)
    expect(curve(stored)).toEqual(curve(calibration))
    expect(stored.state).toEqual(calibration.state)
  })

  it('keeps order and range whatever happens', () => {
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
        const values = curve(calibration)
        expect(values).toEqual(values.toSorted((a, b) => a - b))
        expect(values.every((p) => p >= 0 && p <= 1)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
