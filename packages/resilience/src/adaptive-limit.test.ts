import { expect, it } from 'vitest'
import { limitsByHalfSecond, mean } from '../test/find-knee.ts'
import { AdaptiveLimit } from './adaptive-limit.ts'

const meanServiceMs = 50
const serviceMs = (random: number) => meanServiceMs * (0.8 + 0.4 * random)
const capacity = (workers: number) => (workers / meanServiceMs) * 1_000
const workers = [20, 40, 100]

it.each(workers)('finds %d workers within 10 % in 30 s, starting in the middle of an overload', (count) => {
  const limits = limitsByHalfSecond({ workers: count, serviceMs, offered: () => 3 * capacity(count), seconds: 35 })
  expect(limits[0]).toBeGreaterThanOrEqual(100)
  expect(Math.abs(mean(limits.slice(50, 70)) / count - 1)).toBeLessThanOrEqual(0.1)
})

it.each(workers)('finds %d workers within 10 % in 20 s after half of the load turns into an overload', (count) => {
  const offered = (nowMs: number) => capacity(count) * (nowMs < 10_000 ? 0.5 : 3)
  const limits = limitsByHalfSecond({ workers: count, serviceMs, offered, seconds: 35 })
  expect(limits[19]).toBe(128)
  expect(Math.abs(mean(limits.slice(50, 70)) / count - 1)).toBeLessThanOrEqual(0.1)
})

it('takes a dependency that has become slower for slower, not for overloaded', () => {
  const slower = (random: number, nowMs: number) => serviceMs(random) * (nowMs < 30_000 ? 1 : 2)
  const limits = limitsByHalfSecond({ workers: 40, serviceMs: slower, offered: () => 3 * capacity(40), seconds: 90 })
  expect(Math.abs(mean(limits.slice(150, 180)) / 40 - 1)).toBeLessThanOrEqual(0.15)
})

it('returns to the ceiling after the overload', () => {
  const offered = (nowMs: number) => capacity(40) * (nowMs < 30_000 ? 3 : 0.5)
  expect(limitsByHalfSecond({ workers: 40, serviceMs, offered, seconds: 60 }).at(-1)).toBe(128)
})

it('never goes below the floor', () => {
  const limit = new AdaptiveLimit(10, 128)
  for (let window = 1; window < 200; window++)
    limit.observe({ latencyMs: window * 10, inFlight: limit.value, throughput: 100, isFull: true })
  expect(limit.value).toBeGreaterThanOrEqual(10)
})

it.each([0, 129, Number.NaN])('rejects the floor %d and prints it', (floor) => {
  expect(() => new AdaptiveLimit(floor, 128)).toThrow(`must be 1 to 128, got ${floor}`)
})
