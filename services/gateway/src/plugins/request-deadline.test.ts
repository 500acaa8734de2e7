import { expect, it } from 'vitest'
import { deadlineFrom } from './request-deadline.ts'

it.each([
  [undefined, 10_000],
  ['soon', 10_000],
  ['', 10_000],
  [['100', '200'], 10_000],
  ['300', 300],
  ['50', 50],
  ['49', 50],
  ['-1', 50],
  ['30000', 30_000],
  ['30001', 30_000],
])('Request-Timeout-Ms %j gives a request %d ms', (header, expectedMs) => {
  const { remainingMs } = deadlineFrom(header)
  expect(remainingMs).toBeLessThanOrEqual(expectedMs)
  expect(remainingMs).toBeGreaterThan(expectedMs - 40)
})
