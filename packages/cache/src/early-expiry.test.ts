import { expect, it } from 'vitest'
import { isEarlyRefresh, jittered } from './early-expiry.ts'

it('a lifetime is shortened by at most a tenth', () => {
  expect([jittered(1_000, () => 0), jittered(1_000, () => 1)]).toEqual([1_000, 900])
})

it('the probability of an early refresh follows e to the minus remaining time by load time', () => {
  const draws = Array.from({ length: 10_000 }, (_, n) => (n + 0.5) / 10_000)
  const share = (remainingMs: number) => draws.filter((draw) => isEarlyRefresh(remainingMs, 100, () => draw)).length
  expect(share(100)).toBe(Math.round(10_000 * Math.exp(-1)))
  expect(share(300)).toBe(Math.round(10_000 * Math.exp(-3)))
  expect(share(0)).toBe(10_000)
  expect(share(1_000)).toBe(0)
})
