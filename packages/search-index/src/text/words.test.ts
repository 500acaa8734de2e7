import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { wordHash } from './word-hash.ts'
import { forEachSpan, forEachWord } from './words.ts'

function words(text: string): string[] {
  const found: string[] = []
  forEachWord(text, (word) => found.push(word))
  return found
}

it('words are runs of letters, digits, marks and underscores', () => {
  expect(words('Hello, wide world_2! 3.5 हिन्दी')).toEqual(['Hello', 'wide', 'world_2', '3', '5', 'हिन्दी'])
})

it('skips the possessive s, but no other single letter', () => {
  expect(words("the author's s and o’s")).toEqual(['the', 'author', 's', 'and', 'o'])
})

it('scripts without spaces are cut by dictionary', () => {
  expect(words('日本語の検索 and ภาษาไทย')).toEqual(['日本語', 'の', '検索', 'and', 'ภาษา', 'ไทย'])
})

it('takes an emoji as a word, with its tone, its variant and what it is joined to', () => {
  expect(words('Party🎉🎉 👍🏽 ❤️ 👩‍💻 🇫🇷🇩🇪 © 2024 ™')).toEqual([
    ...['Party', '🎉', '🎉', '👍🏽', '❤️', '👩‍💻', '🇫🇷', '🇩🇪', '2024'],
  ])
})

it('reports the offset of every word', () => {
  const text = '👍 naïve 日本語 x'
  forEachWord(text, (word, start) => expect(text.startsWith(word, start)).toBe(true))
  expect.assertions(4)
})

it('finds words of ASCII exactly as the regular expression does, with their hashes', () => {
  const unit = fc.constantFrom(
    'a',
    'Z',
    '7',
    '_',
    "'",
    '’',
    's',
    ' ',
    '-',
    'é',
    'e\u0301',
    'б',
    '\u00ad',
    '👍',
    '\ud83d',
    '\0',
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
      const text = units.join('')
      const found: [number, string][] = []
      forEachSpan(text, (start, end, hash, isPlain) => {
        const word = text.slice(start, end)
        found.push([start, word])
        expect(hash).toBe(wordHash(word))
        expect(!isPlain || /^[a-z]+$/.test(word)).toBe(true)
      })
      const expected = [...text.matchAll(/[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u00ad]*|👍/gu)]
        .filter(({ 0: word, index }) => !/^s$/i.test(word) || !/['’]/.test(text[index - 1] ?? ''))
        .map(({ 0: word, index }) => [index, word])
      expect(found).toEqual(expected)
    }),
  )
})
