import { expect, it } from 'vitest'
import { counted, plural } from './format.ts'

it.each([
  ['search', 'searches'],
  ['suggestion', 'suggestions'],
  ['query', 'queries'],
  ['day', 'days'],
  ['process', 'processes'],
])('the plural of %s is %s', (thing, things) => {
  expect(plural(thing)).toBe(things)
})

it('one thing is in the singular, and none or many are in the plural', () => {
  expect([0, 1, 2].map((value) => counted(value, 'search'))).toEqual(['0 searches', '1 search', '2 searches'])
})
