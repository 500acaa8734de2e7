import { expect, it } from 'vitest'
import { TimeShare } from './time-share.ts'

it('background work never takes more than its share of a minute, and what was saved up', () => {
  let nowMs = 0
  const time = new TimeShare({ share: 0.05, mostMs: 100, clock: () => nowMs })
  let spentMs = 0
  while (nowMs < 60_000) {
    const tookMs = time.hasRoom() ? 7 : 0
    time.spend(tookMs)
    spentMs += tookMs
    nowMs += tookMs || 1
  }
  expect(spentMs).toBeLessThanOrEqual(0.05 * 60_000 + 7)
  expect(spentMs).toBeGreaterThan(0.045 * 60_000)
})

it('background work that rested long has no more than 100 ms at once', () => {
  let nowMs = 0
  const time = new TimeShare({ share: 0.05, clock: () => nowMs })
  nowMs = 3_600_000
  let spentMs = 0
  for (; time.hasRoom(); spentMs += 10) time.spend(10)
  expect(spentMs).toBe(100)
})

it.each([{ share: 0 }, { share: 2 }, { share: 0.1, mostMs: 0 }])('rejects %o', (options) => {
  expect(() => new TimeShare({ ...options, clock: () => 0 })).toThrow(RangeError)
})
