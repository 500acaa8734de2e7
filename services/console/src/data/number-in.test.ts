import { expect, it } from 'vitest'
import { numberIn } from './number-in.ts'

it.each(['1', '100', ' 7 '])('takes %s, which is in range', (text) => {
  expect(numberIn(text, { min: 1, max: 100 })).toEqual({ value: Number(text) })
})

it.each(['-5', '0', '101', '1.5', 'x', '1e400'])('says that %s is not valid', (text) => {
  expect(numberIn(text, { min: 1, max: 100 }).error).toContain('a whole number from 1 to 100')
})

it('takes nothing for no number, and any size without a maximum', () => {
  expect(numberIn(' ', { min: 1 })).toEqual({})
  expect(numberIn('1000000', { min: 1 })).toEqual({ value: 1_000_000 })
})

it('takes a part of one where it may', () => {
  expect(numberIn('0.5', { min: 0, isWhole: false })).toEqual({ value: 0.5 })
  expect(numberIn('-0.5', { min: 0, isWhole: false }).error).toContain('a number of at least 0')
})
