import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NearDuplicates, type TextDocument } from './near-duplicates.ts'
import { resemblance, shinglesOf } from './shingles.ts'
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
    const orders = Array.from({ length: 3_000 }, (_, at) => `order ${at} was shipped and will arrive within a week`)
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
          const similarity = resemblance(shinglesOf(wordsOf(left?.text ?? '')), shinglesOf(wordsOf(right?.text ?? '')))
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

describe('resemblance', () => {
  const set = fc.array(word).map((words) => shinglesOf(words))

  it('is 1 for equal sets, the same both ways, and from 0 to 1', () => {
    fc.assert(
      fc.property(set, set, (left, right) => {
        expect(resemblance(left, left)).toBe(1)
        expect(resemblance(left, right)).toBe(resemblance(right, left))
        expect(resemblance(left, right)).toBeGreaterThanOrEqual(0)
        expect(resemblance(left, right)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is the share of word pairs that both have', () => {
    expect(resemblance(shinglesOf(['a', 'b', 'c']), shinglesOf(['a', 'b']))).toBe(2 / 5)
  })
})
