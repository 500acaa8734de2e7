import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { editCost } from './edit-cost.ts'

const cost = (typed: string, meant: string): number => editCost(typed, meant, 2, 9)
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 })

it('only the same word costs nothing', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(cost(a, a)).toBe(0)
      expect(cost(a, b) > 0).toBe(a !== b)
    }),
  )
})

it('common slips cost less than others', () => {
  expect(cost('bounadry', 'boundary')).toBeLessThan(1)
  expect(cost('accomodate', 'accommodate')).toBeLessThan(cost('accommdate', 'accommodate'))
  expect(cost('seperate', 'separate')).toBeLessThan(cost('sepkrate', 'separate'))
  expect(cost('wimg', 'wing')).toBeLessThan(cost('wipg', 'wing'))
})

it('a missing letter costs less than an extra one, and that less than a wrong one', () => {
  expect(cost('wig', 'wing')).toBeLessThan(cost('wring', 'wing'))
  expect(cost('wring', 'wing')).toBeLessThan(cost('wirg', 'wing'))
})

it('a slip in the first letter costs more', () => {
  expect(cost('eing', 'wing')).toBeGreaterThan(cost('wint', 'wing'))
  expect(cost('iwng', 'wing')).toBeGreaterThan(cost('wign', 'wing'))
  expect(cost('ing', 'wing')).toBeGreaterThan(cost('win', 'wing'))
})

it('returns infinity beyond the bounds', () => {
  expect(editCost('wing', 'wingspan', 2, 9)).toBe(Number.POSITIVE_INFINITY)
  expect(editCost('wing', 'body', 2, 2)).toBe(Number.POSITIVE_INFINITY)
  expect(editCost('a'.repeat(50), 'a'.repeat(50), 2, 9)).toBe(Number.POSITIVE_INFINITY)
})

it('the bound on the cost does not change lower costs', () => {
  fc.assert(
    fc.property(word, word, fc.double({ min: 0.5, max: 4, noNaN: true }), (a, b, most) => {
      const exact = cost(a, b)
      expect(editCost(a, b, 2, most)).toBe(exact <= most ? exact : Number.POSITIVE_INFINITY)
    }),
  )
})
