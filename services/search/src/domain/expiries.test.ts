import { expect, it } from 'vitest'
import { Expiries } from './expiries.ts'

it('items are due once, from their time on, in the order of their times', () => {
  const expiries = new Expiries()
  for (const [id, atMs] of Object.entries({ c: 30, a: 10, b: 20 })) expiries.set(id, atMs)
  expect(expiries.due(9)).toEqual([])
  expect(expiries.due(20)).toEqual(['a', 'b'])
  expect(expiries.due(30)).toEqual(['c'])
  expect(expiries.due(99)).toEqual([])
})

it('only the last time of an item counts', () => {
  const expiries = new Expiries()
  for (const atMs of [10, 30, 20, undefined, 40, 10, 25]) expiries.set('a', atMs)
  expect(expiries.due(24)).toEqual([])
  expect(expiries.due(50)).toEqual(['a'])
  expiries.set('a', 60)
  expiries.set('a', undefined)
  expect(expiries.due(99)).toEqual([])
})

it('items are due at their time, however often others are written', () => {
  const expiries = new Expiries()
  for (let n = 0; n < 10; n++) expiries.set(`kept ${n}`, 500 + n)
  for (let n = 0; n < 1_000; n++) expiries.set('restless', 10_000 + n)
  expect(expiries.due(504)).toEqual(['kept 0', 'kept 1', 'kept 2', 'kept 3', 'kept 4'])
  expect(expiries.due(10_998)).toHaveLength(5)
  expect(expiries.due(10_999)).toEqual(['restless'])
})

it('takes memory for the items that expire, not for how often they were written', () => {
  const [once, often] = [new Expiries(), new Expiries()]
  expect(once.bytes).toBe(0)
  once.set('a', 1)
  for (let n = 0; n < 1_000; n++) often.set('a', n)
  expect(often.bytes).toBe(once.bytes)
})
