import { expect, it, vi } from 'vitest'
import { useFakeTime } from '../test/use-fake-time.ts'
import { Deadline } from './deadline.ts'

useFakeTime()

it('a deadline tells the time left in whole milliseconds, and 0 after it', () => {
  let nowMs = 1_000
  const deadline = new Deadline(250, () => nowMs)
  expect(deadline.remainingMs).toBe(250)
  nowMs = 1_100.4
  expect(deadline.remainingMs).toBe(149)
  nowMs = 9_999
  expect(deadline.remainingMs).toBe(0)
})

it('a deadline follows the clock of the process unless it is given another', () => {
  const deadline = new Deadline(250)
  vi.advanceTimersByTime(100)
  expect(deadline.remainingMs).toBe(150)
})
