import { expect, it } from 'vitest'
import { canaries, canaryMaker } from './random.ts'

it('the n-th word for a place is the same for a seed, whatever else was made before', () => {
  const [one, other] = [canaryMaker(7), canaryMaker(7)]
  const first = one('the name of an item')
  other('the id of an event')
  expect(other('the name of an item')).toBe(first)
  expect(first.match(canaries)).toEqual([first])
})

it('words for other places, of another seed, and the next one for the same place are others', () => {
  const make = canaryMaker(7)
  const words = [make('a'), make('a'), make('b'), canaryMaker(8)('a'), canaryMaker(~7)('a')]
  expect(new Set(words).size).toBe(words.length)
})
