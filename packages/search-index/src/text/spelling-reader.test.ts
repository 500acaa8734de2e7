import { expect, test as it } from 'vitest'
import { SpellingReader } from './spelling-reader.ts'
import { forEachSpan } from './words.ts'

function spellings(text: string): string[] {
  const found: string[] = []
  const reader = new SpellingReader((spelling) => found.push(spelling))
  forEachSpan(text, (start, end) => reader.word(text, start, end))
  reader.finish(text)
  return found
}

it.each([
  ['Wi-Fi', ['WiFi']],
  ['Co‑operation, U.S.A.', ['Cooperation', 'USA']],
  ['R&D, don’t, TCP/IP', ['RD', 'dont', 'TCPIP']],
  ['a Wi-Fi-Router', ['WiFiRouter', 'WiFi', 'FiRouter']],
  ['node.js streams', ['nodejs']],
])('joins the words of %s', (text, expected) => {
  expect(spellings(text)).toEqual(expected)
})

it.each([
  ['ISBN 978-3-16-148410-0', ['9783161484100']],
  ['call (030) 12345678 now', ['03012345678']],
  ['978 3 16 148410 0', ['9783161484100']],
  ['part 12-34-56, then 100', ['123456']],
])('joins the digits of %s', (text, expected) => {
  expect(spellings(text)).toEqual(expected)
})

it.each([
  ['C++ and C#', ['C++', 'C#']],
  ['(A+), F#/C#', ['A+', 'F#', 'C#']],
  ['.NET @handle #tag $AAPL', ['.NET', '@handle', '#tag', '$AAPL']],
])('keeps the symbols of %s', (text, expected) => {
  expect(spellings(text)).toEqual(expected)
})

it.each(['a+b', 'pi is 3.14', 'one. Two - three', 'on 5.6', '$5 and #1', 'end ...and so', 'a  b', 'the author’s'])(
  'finds no other spelling in %s',
  (text) => {
    expect(spellings(text)).toEqual([])
  },
)

it('leaves out compounds of more than eight words', () => {
  expect(spellings('a-b-c-d-e-f-g-h')).toEqual(['abcdefgh'])
  expect(spellings('a-b-c-d-e-f-g-h-i')).toEqual([])
})
