import { expect, it } from 'vitest'
import { isNotable } from './is-notable.ts'

it.each([
  ['nothing moved', { a: 0.5, b: 0.5 }, false],
  ['a little moved', { a: 0.54, b: 0.46 }, false],
  ['more than a twentieth moved', { a: 0.56, b: 0.44 }, true],
  ['a component came', { a: 0.5, b: 0.4, c: 0.1 }, true],
  ['a component went', { a: 0.5 }, true],
])('%s', (_, after, expected) => {
  expect(isNotable({ a: 0.5, b: 0.5 }, after)).toBe(expected)
})
