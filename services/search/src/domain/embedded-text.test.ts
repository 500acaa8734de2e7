import { expect, it } from 'vitest'
import { itemText, maxEmbeddedCharacters, queryText, textDigest } from './embedded-text.ts'

it('an item is embedded by its title, its tags and the beginning of its text', () => {
  expect(itemText({ title: 'Otters', tags: ['river', 'fur'], text: 'swim' })).toBe('Otters\nriver, fur\nswim')
  expect(itemText({ title: 'Otters', tags: [], text: null })).toBe('Otters')
  const long = itemText({ title: 'Otters', tags: [], text: '🦦'.repeat(maxEmbeddedCharacters) })
  expect(long.length).toBe(maxEmbeddedCharacters)
  expect(long.isWellFormed()).toBe(true)
})

it('gives one text to queries that differ only in case, width and spaces, and keeps the end of long ones', () => {
  expect(queryText(' Quiet\n ｒoom ')).toBe('quiet room')
  expect(queryText('a '.repeat(300))).not.toBe(queryText('a '.repeat(200)))
})

it('has the same digest only for the same text', () => {
  expect(textDigest('a')).toEqual(textDigest('a'))
  expect(textDigest('a')).not.toEqual(textDigest('b'))
})
