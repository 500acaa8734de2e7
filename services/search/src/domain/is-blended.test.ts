import { expect, it } from 'vitest'
import { isBlended } from './is-blended.ts'

it('a plain search is blended, for any user and limit', () => {
  expect(isBlended({ q: 'lamp' })).toBe(true)
  expect(isBlended({ q: 'lamp', mode: 'hybrid', userId: 'ada', limit: 50, facets: ['kind'], explain: true })).toBe(true)
})

it.each([
  { mode: 'lexical' },
  { mode: 'semantic' },
  { sort: '-createdAt' },
  { filter: 'kind = "lamp"' },
  { prefix: true },
] as const)('one with %o does not', (more) => {
  expect(isBlended({ q: 'lamp', ...more })).toBe(false)
})
