import { expect, it, vi } from 'vitest'
import { useFakeTime } from '../test/use-fake-time.ts'
import { Deadline } from './deadline.ts'

useFakeTime()

it('tells what is left in whole milliseconds, and never less than nothing', () => {
  let nowMs = 1_000
  const deadline = new Deadline(250, () => nowMs)
  expect(deadline.remainingMs).toBe(250)
  nowMs = 1_100.4
  expect(deadline.remainingMs).toBe(149)
  nowMs = 9_999
  expect(deadline.remainingMs).toBe(0)
})

it('its signal aborts when it passes, not before', () => {
  const { signal } = new Deadline(250)
  vi.advanceTimersByTime(249)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(signal.aborted).toBe(true)
})

it('its signal asked for late aborts no later', () => {
  const deadline = new Deadline(250)
  vi.advanceTimersByTime(200)
  const { signal } = deadline
  vi.advanceTimersByTime(50)
  expect(signal.aborted).toBe(true)
})

it('its signal asked for too late has aborted', () => {
  const deadline = new Deadline(250)
  vi.advanceTimersByTime(250)
  expect(deadline.signal.aborted).toBe(true)
})
