import { expect, it } from 'vitest'
import { SearchIndex } from '../search-index.ts'

it('finds a new word by prefix although it reuses the number of a removed one', () => {
  const index = new SearchIndex()
  for (let n = 0; n < 1200; n++) index.put({ id: `${n}`, title: `gone${letters(n)}` })
  for (let n = 0; n < 600; n++) index.remove(`${n}`)
  const typed = (query: string) => index.search({ query, limit: 5, prefix: true }).hits.map(({ id }) => id)
  expect(typed('zzzn')).toEqual([])
  index.put({ id: 'new', title: 'zzznew' })
  expect(typed('zzzn')).toEqual(['new'])
})

/** Digits as letters. */
const letters = (n: number): string => Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]).join('')
