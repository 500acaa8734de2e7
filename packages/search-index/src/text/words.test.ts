import { expect, test as it } from 'vitest'
import { forEachWord } from './words.ts'

function words(text: string): string[] {
  const found: string[] = []
  forEachWord(text, (word) => found.push(word))
  return found
}

it('words are runs of letters, digits, marks and underscores', () => {
  expect(words('Hello, wide world_2! 3.5 हिन्दी')).toEqual(['Hello', 'wide', 'world_2', '3', '5', 'हिन्दी'])
})

it('the possessive s is no word, other single letters are', () => {
  expect(words("the author's s and o’s")).toEqual(['the', 'author', 's', 'and', 'o'])
})

it('scripts without spaces are cut by dictionary', () => {
  expect(words('日本語の検索 and ภาษาไทย')).toEqual(['日本語', 'の', '検索', 'and', 'ภาษา', 'ไทย'])
})

it('every word stands in the text at its offset', () => {
  const text = '👍 naïve 日本語 x'
  forEachWord(text, (word, start) => expect(text.startsWith(word, start)).toBe(true))
  expect.assertions(3)
})
