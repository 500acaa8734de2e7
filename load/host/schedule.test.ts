import { describe, expect, it } from 'vitest'
import { arrivals, parseDuration, valueAt } from './schedule.ts'

describe('arrivals of an open model', () => {
  it('are spaced evenly at a constant rate', () => {
    expect([...arrivals(0.01, [{ durationMs: 500, target: 0.01 }])]).toEqual([0, 100, 200, 300, 400])
  })

  it('are as many as the rate times the time, also while it rises', () => {
    const due = [...arrivals(0, [{ durationMs: 10_000, target: 0.1 }])]
    expect(due).toHaveLength(500)
    // The n-th comes when t² · 0.1 / 20000 is n.
    expect(due[125]).toBeCloseTo(5_000)
    expect(due.every((at, n) => n === 0 || at > (due[n - 1] ?? 0))).toBe(true)
  })

  it('jump to another rate in a stage without a duration', () => {
    const stages = [
      { durationMs: 1_000, target: 0.01 },
      { durationMs: 0, target: 0.1 },
      { durationMs: 100, target: 0.1 },
    ]
    expect([...arrivals(0.01, stages)]).toHaveLength(20)
  })
})

describe('the number of virtual users', () => {
  it('goes linearly from target to target, and ends', () => {
    const stages = [
      { durationMs: 100, target: 10 },
      { durationMs: 100, target: 0 },
    ]
    expect([0, 50, 100, 150, 200].map((at) => valueAt(at, 0, stages))).toEqual([0, 5, 10, 5, undefined])
  })
})

describe('a duration of k6', () => {
  it('has parts with units', () => {
    expect(['500ms', '10s', '1m30s', '1.5h'].map(parseDuration)).toEqual([500, 10_000, 90_000, 5_400_000])
  })

  it.each(['10', 's', '10 s', '5d'])('is not "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow('must be like')
  })
})
