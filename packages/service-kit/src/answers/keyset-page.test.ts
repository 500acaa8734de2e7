import { expect, it } from 'vitest'
import { keysetPage } from './keyset-page.ts'

const page = (found: string[]) => keysetPage(found, 2, (last) => `after ${last}`)

it('one row more than asked for means a next page, from the last row given', () => {
  expect(page(['a', 'b', 'c'])).toEqual({ data: ['a', 'b'], page: { nextCursor: 'after b', hasMore: true } })
})

it.each([{ found: ['a', 'b'] }, { found: ['a'] }, { found: [] }])('$found is the last page', ({ found }) => {
  expect(page(found)).toEqual({ data: found, page: { nextCursor: null, hasMore: false } })
})
