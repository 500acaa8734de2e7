import { expect, it } from 'vitest'
import { PerSecond } from './per-second.ts'

it('admits so many in a second, and as many in the next', () => {
  let nowMs = 5_000
  const limit = new PerSecond(2, () => nowMs)
  expect([1, 2, 3].map(() => limit.take())).toEqual([true, true, false])
  nowMs += 999
  expect(limit.take()).toBe(false)
  nowMs += 1
  expect([1, 2, 3].map(() => limit.take())).toEqual([true, true, false])
})
