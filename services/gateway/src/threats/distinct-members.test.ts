import { expect, it } from 'vitest'
import { DistinctMembers, hashOf } from './distinct-members.ts'

const windowMs = 1_000

it('counts each member once, and about 2,000 different ones to within 5 %', () => {
  const members = new DistinctMembers(windowMs)
  const addAll = () => {
    let sum = 0
    for (let n = 0; n < 2_000; n++) sum += members.add('s', hashOf(`/api/v1/items/${n}`), 0)
    return sum
  }
  const first = addAll()
  expect(first).toBeGreaterThan(1_900)
  expect(first).toBeLessThan(2_100)
  expect(addAll()).toBe(0)
})

it('sets are apart, and begin again after their window or when they are forgotten', () => {
  const members = new DistinctMembers(windowMs)
  expect([members.add('a', 1, 0), members.add('b', 1, 0), members.add('a', 1, windowMs - 1)]).toEqual([1, 1, 0])
  expect(members.add('a', 1, windowMs)).toBe(1)
  members.forget('b')
  expect(members.add('b', 1, 1)).toBe(1)
})
