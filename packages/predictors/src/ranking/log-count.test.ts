import { expect, it } from 'vitest'
import { logCount } from './log-count.ts'

it('gives the natural logarithm of small counts and of large ones', () => {
  for (const count of [1, 2, 10, 4_095, 4_096, 4_097, 1e9]) expect(logCount(count)).toBe(Math.log(count))
})
