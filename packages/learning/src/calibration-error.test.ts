import { describe, expect, it } from 'vitest'
import { CalibrationError } from './calibration-error.ts'

function promise(error: CalibrationError, probability: number, times: number, came: number): void {
  for (let n = 0; n < times; n++) error.add(probability, n < came)
}

describe('CalibrationError', () => {
  it('is 0 while nothing was promised', () => {
    expect(new CalibrationError().value).toBe(0)
  })

  it('is 0 if predictions come true as often as they say', () => {
    const error = new CalibrationError()
    promise(error, 0.2, 100, 20)
    promise(error, 0.9, 10, 9)
    expect(error.value).toBeCloseTo(0, 12)
  })

  it('is the gap of each bin, weighted by its predictions', () => {
    const error = new CalibrationError()
    promise(error, 0.5, 30, 30)
    promise(error, 0.1, 10, 1)
    expect(error.value).toBeCloseTo((30 * 0.5) / 40, 12)
    expect(error.bins.map(({ happened }) => happened)).toEqual([0.1, 1])
  })

  it('takes probabilities of exactly 0 and 1', () => {
    const error = new CalibrationError()
    error.add(0, false)
    error.add(1, true)
    expect(error.value).toBe(0)
  })

  it('forgets old predictions at the fading rate', () => {
    const error = new CalibrationError(0.5)
    error.add(0.5, true)
    error.fade()
    error.add(0.5, false)
    expect(error.bins[0]?.happened).toBeCloseTo(1 / 3, 12)
  })

  it('continues from a restored state', () => {
    const error = new CalibrationError()
    promise(error, 0.3, 7, 5)
    const other = new CalibrationError()
    other.restore(error.state)
    expect(other.bins).toEqual(error.bins)
  })

  it('rejects a fading factor outside (0, 1]', () => {
    expect(() => new CalibrationError(0)).toThrow(RangeError)
  })
})
