import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { wordHash } from './word-hash.ts'
import { WordTable } from './word-table.ts'

const word = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme', maxLength: 3 }))

it('finds the number of each word, alone or within a text, also after removals', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 80 }), fc.nat(3), (words, every) => {
      const table = new WordTable()
      words.forEach((each, number) => {
        if (table.numberOf(each) < 0) table.set(number, each)
      })
      words.forEach((_, number) => {
        if (number % (every + 1) === 1) table.words[number] = undefined
      })
      table.rebuild()
      words.forEach((each, number) => {
        const expected = number % (every + 1) === 1 ? -1 : number
        expect(table.numberOf(each)).toBe(expected)
        expect(table.numberAt(`a${each}b`, 1, 1 + each.length, wordHash(each))).toBe(expected)
      })
      expect(table.numberOf('longer than any of them')).toBe(-1)
    }),
  )
})

it('takes no more memory when an empty table is rebuilt', () => {
  const table = new WordTable()
  const { bytes } = table
  table.rebuild()
  expect(table.bytes).toBe(bytes)
})
