import { expect, it } from 'vitest'
import { NewIds } from './new-ids.ts'

const idsOf = (from: number, to: number) => new Set(Array.from({ length: to - from }, (_, n) => `id-${from + n}`))

it('counts ids that the sender has not sent in the window', () => {
  const ids = new NewIds()
  const first = ids.add('a', 1, idsOf(0, 1_000))
  expect(first).toBeGreaterThan(850)
  expect(ids.add('a', 1, idsOf(0, 1_000))).toBe(0)
  const half = ids.add('a', 1, idsOf(500, 1_500))
  expect(half).toBeGreaterThan(350)
  expect(half).toBeLessThan(650)
})

it('counts each sender and each window by itself', () => {
  const ids = new NewIds()
  ids.add('a', 1, idsOf(0, 10))
  expect(ids.add('b', 1, idsOf(0, 10))).toBeGreaterThan(7)
  expect(ids.add('a', 2, idsOf(0, 10))).toBeGreaterThan(7)
})
