import { expect, it } from 'vitest'
import { compileGlob, compileSearch } from './glob.ts'

it.each([
  ['/api/*', '/api/v1/items', true],
  ['/api/*', '/other', false],
  ['*Python*', 'mozilla python-requests/2.31', true],
  ['*python', 'python-requests', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['ab*ba', 'aba', false],
  ['SAME', 'same', true],
  ['', '', true],
  ['*', '', true],
])('%s fits %s: %s', (pattern, text, fits) => {
  expect(compileGlob(pattern)(text)).toBe(fits)
})

it('a search finds its pattern anywhere', () => {
  expect(compileSearch('union*select')('q=1 union all select x')).toBe(true)
  expect(compileSearch('union*select')('select union')).toBe(false)
})

it('the pattern that makes engines that go back try for years is refused after one pass', () => {
  const fits = compileGlob(`${'a*'.repeat(100)}b`)
  expect(fits('a'.repeat(8_192))).toBe(false)
})
