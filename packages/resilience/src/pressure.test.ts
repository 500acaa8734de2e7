import { afterEach, expect, it, vi } from 'vitest'
import { PressureGauge } from './pressure.ts'

afterEach(() => void vi.useRealTimers())

const second = [1, 2, 3, 4]

it('is the reading of the resource nearest to its limit', () => {
  const gauge = new PressureGauge([
    { name: 'calm', read: () => 0.2 },
    { name: 'busy', read: () => 0.9 },
  ])
  for (const _ of second) gauge.sample()
  expect(gauge.latest).toEqual({ pressure: 0.9, readings: { calm: 0.2, busy: 0.9 } })
})

it('averages a second, so that one bad moment is no overload; two in a row are', () => {
  const values = [0, 0, 0, 1, 0, 1, 1, 0]
  const gauge = new PressureGauge([{ name: 'busy', read: () => values.shift() ?? 0 }])
  expect(values.slice().map(() => gauge.sample().pressure)).toEqual([0, 0, 0, 0.25, 0.25, 0.5, 1, 0.5])
})

it('counts a reading that is no number as none', () => {
  const gauge = new PressureGauge([{ name: 'broken', read: () => 0 / 0 }])
  expect(gauge.sample().pressure).toBe(0)
})

it('samples four times a second between start and stop', () => {
  vi.useFakeTimers()
  const seen: number[] = []
  const gauge = new PressureGauge([{ name: 'busy', read: () => 0.5 }])
  gauge.start(({ pressure }) => seen.push(pressure))
  vi.advanceTimersByTime(1_000)
  gauge.stop()
  vi.advanceTimersByTime(1_000)
  expect(seen).toEqual([0.125, 0.5, 0.5, 0.5])
})
