import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NearDuplicates, type TextDocument } from './near-duplicates.ts'
import { fingerprintOf, similarityOf } from './shingles.ts'
import { wordsOf } from './words.ts'

const leastSimilarity = 0.6
const duplicatesOf = (documents: readonly TextDocument[]) => {
  const duplicates = new NearDuplicates({ leastSimilarity })
  return documents.map((document) => duplicates.add(document))
}
/** Documents of these texts, with their places as ids. */
const texts = (...list: string[]) => list.map((text, at) => ({ id: String(at), text, group: '' }))
const survivors = (...list: string[]) => duplicatesOf(texts(...list)).map((found) => found?.survivorId)

const word = fc.constantFrom('red', 'green', 'blue', 'lamp', 'desk', 'for', 'small', 'rooms', 'is', 'sold', '7', '8')
const document = fc.record({
  id: fc.uuid(),
  group: fc.constantFrom('', 'page'),
  text: fc.array(word, { maxLength: 14 }).map((words) => words.join(' ')),
})
const documents = fc.uniqueArray(document, { maxLength: 40, selector: ({ id }) => id })

describe('NearDuplicates', () => {
  it('finds equal texts whatever their case, punctuation, layout and compatibility forms', () => {
    expect(duplicatesOf(texts('A ﬁne desk-lamp.', ' a fine\nDesk lamp'))).toEqual([
      undefined,
      { survivorId: '0', similarity: 1, isExact: true },
    ])
  })

  it('finds a text of which one word in ten was replaced', () => {
    const original =
      'the lamp on the desk is sold with a shade of paper and stands in small rooms as well as large ones'
    expect(survivors(original, original.replace('paper', 'glass').replace('stands', 'looks good'))).toEqual([
      undefined,
      '0',
    ])
  })

  it('keeps texts apart that differ in their numbers alone, or in numbers as much as in words', () => {
    const text = 'order 17 was shipped to the address that you gave us and will arrive within three days'
    expect(survivors(text, text.replace('17', '18'), text.replace('17', '19').replace('three', 'four'))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('finds a copy of a text with numbers in which words were replaced', () => {
    const text = 'order 17 was shipped to the address that you gave us and will arrive within three days'
    expect(survivors(text, text.replace('shipped', 'sent'))).toEqual([undefined, '0'])
  })

  it.each([
    ['red shirt M', 'red shirt L'],
    [
      'cotton shirt with round neck and short sleeves for men, size M',
      'cotton shirt with round neck and short sleeves for men, size L',
    ],
    [
      'a mug of fine china in red that may go into the dishwasher and comes in a box',
      'a mug of fine china in blue that may go into the dishwasher and comes in a box',
    ],
    ['release notes of version 2.1 of the command line tool', 'release notes of version 2.2 of the command line tool'],
    ['silicone case for iPhone 13 with a magnet', 'silicone case for iPhone 13 Pro with a magnet'],
    ['minutes of the meeting in May about the new office', 'minutes of the meeting in June about the new office'],
    ['the user prefers tea to coffee in the morning', 'the user prefers milk to coffee in the morning'],
    ['Godfather part II on disc with extras', 'Godfather part III on disc with extras'],
    ['black toner cartridge for laser printers', 'toner cartridge for laser printers'],
  ])('keeps short texts apart that differ in a word that matters: %s', (left, right) => {
    expect(survivors(left, right)).toEqual([undefined, undefined])
  })

  it.each([
    ['the quick brown fox jumps over the lazy dog', 'a quick brown fox jumps over the lazy dog'],
    ['grey cotton shirt with round neck and short sleeves', 'grey coton shirt with round neck and short sleeves'],
    ['silicone case for the iPhone 13 with magnet', 'silicone case for iPhone 13 with magnet'],
  ])('finds a short text with another article or spelling: %s', (left, right) => {
    expect(survivors(left, right)).toEqual([undefined, '0'])
  })

  it('finds a long text in which a colour is one of many edits, and keeps it apart if a number is', () => {
    const text =
      'the red lamp of 1960 stands on the desk and is sold with a shade of paper that fits in small rooms ' +
      'as well as in large ones and it may be returned within thirty days if you do not like how it shines'
    const edited = text.replace('stands', 'sits').replace('shines', 'glows').replace('fits', 'looks good')
    expect(survivors(text, edited.replace('red', 'blue'), edited.replace('1960', '1970'))).toEqual([
      undefined,
      '0',
      undefined,
    ])
  })

  it('never compares documents of different groups', () => {
    const [red, blue] = [
      { id: 'red', text: 'A lamp', group: 'red' },
      { id: 'blue', text: 'A lamp', group: 'blue' },
    ]
    expect(duplicatesOf([red, blue])).toEqual([undefined, undefined])
  })

  it('finds no duplicates among documents without words', () => {
    expect(survivors('', '', '…', '…')).toEqual([undefined, undefined, undefined, undefined])
  })

  it('compares texts without spaces between words by their characters', () => {
    expect(
      survivors('紙の笠がついた机のランプは小さな部屋に立つ', '紙の笠がついた机のランプは大きな部屋に立つ'),
    ).toEqual([undefined, '0'])
  })

  it('finds an equal text among thousands of one pattern', () => {
    const orders = Array.from({ length: 2_000 }, (_, at) => `order ${at} was shipped and will arrive within a week`)
    expect(survivors(...orders, 'Order 1500 was shipped, and will arrive within a week.').at(-1)).toBe('1500')
  })

  it('merges each duplicate into a document that is not one itself and is as similar as it says', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const byId = new Map(list.map((each) => [each.id, each]))
        const found = new Map(duplicatesOf(list).map((duplicate, at) => [list[at]?.id, duplicate]))
        for (const [id, duplicate] of found) {
          if (!duplicate) continue
          const [left, right] = [byId.get(id ?? ''), byId.get(duplicate.survivorId)]
          expect(found.get(duplicate.survivorId)).toBeUndefined()
          expect(left?.group).toBe(right?.group)
          const similarity = similarityOf(
            fingerprintOf(wordsOf(left?.text ?? '')),
            fingerprintOf(wordsOf(right?.text ?? '')),
          )
          expect(duplicate.similarity).toBe(similarity)
          expect(similarity).toBeGreaterThanOrEqual(leastSimilarity)
        }
      }),
    )
  })

  it('leaves no two equal texts of a group', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const found = duplicatesOf(list)
        const left = list
          .filter((_, at) => !found[at])
          .map(({ group, text }) => `${group}\n${wordsOf(text).join(' ')}`)
          .filter((key) => !key.endsWith('\n'))
        expect(new Set(left).size).toBe(left.length)
      }),
    )
  })

  it('finds the same in the same documents', () => {
    fc.assert(
      fc.property(documents, (list) => {
        expect(duplicatesOf(list)).toEqual(duplicatesOf(list))
      }),
    )
  })

  it.each([0, 1.1, Number.NaN])('rejects the similarity %s', (wrong) => {
    expect(() => new NearDuplicates({ leastSimilarity: wrong })).toThrow(
      `leastSimilarity must be above 0 and at most 1, got ${wrong}`,
    )
  })
})

describe('similarityOf', () => {
  const fingerprint = fc.array(word).map((words) => fingerprintOf(words))

  it('is 1 for equal texts, the same both ways, and from 0 to 1', () => {
    fc.assert(
      fc.property(fingerprint, fingerprint, (left, right) => {
        expect(similarityOf(left, left)).toBe(1)
        expect(similarityOf(left, right)).toBe(similarityOf(right, left))
        expect(similarityOf(left, right)).toBeGreaterThanOrEqual(0)
        expect(similarityOf(left, right)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is the mean of the shares of words and of pairs of words that both have', () => {
    const [left, right] = [fingerprintOf(['a', 'b', 'c']), fingerprintOf(['a', 'b'])]
    expect(similarityOf(left, right)).toBeCloseTo((2 / 3 + 2 / 5) / 2)
  })
})
