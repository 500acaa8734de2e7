import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { editCost } from './edit-cost.ts'
import { NearWords } from './near-words.ts'

const letter = fc.constantFrom(...'abcdeé')
const word = fc.string({ unit: letter, minLength: 1, maxLength: 9 })

function filed(words: readonly string[]): NearWords {
  const near = new NearWords({ textOf: (number) => words[number], documentsWith: () => 1 })
  words.forEach((_, number) => {
    near.add(number)
  })
  return near
}

/** The word after one insertion, deletion, substitution or swap. */
const slip = fc.record({ kind: fc.nat(3), at: fc.nat(9), letter })
function slipped(text: string, { kind, at, letter: other }: { kind: number; at: number; letter: string }): string {
  const place = at % text.length
  const [head, tail] = [text.slice(0, place), text.slice(place + 1)]
  if (kind === 0) return head + other + text.slice(place)
  if (kind === 1) return text.length > 1 ? head + tail : text
  if (kind === 2) return head + other + tail
  return head + tail.slice(0, 1) + text.slice(place, place + 1) + tail.slice(1)
}

it('finds every word of three letters or more that is one edit away', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { maxLength: 40 }),
      word.filter(({ length }) => length > 2),
      slip,
      (words, meant, change) => {
        const typed = slipped(meant, change)
        const all = [...new Set([...words, meant])]
        const found = filed(all).find(typed, 1, 2)
        const cost = editCost(typed, meant, 1, 2)
        expect(found).toContainEqual({ number: all.indexOf(meant), cost })
        for (const each of found) expect(each.cost).toBe(editCost(typed, all[each.number] ?? '', 1, 2))
        expect(new Set(found.map(({ number }) => number)).size).toBe(found.length)
      },
    ),
  )
})

it('leaves out words that too few documents hold', () => {
  const words = ['wing', 'ring', 'king']
  const near = new NearWords({ textOf: (number) => words[number], documentsWith: (number) => number })
  for (const number of words.keys()) near.add(number)
  const numbers = (documentsMin?: number): number[] => near.find('ting', 1, 2, documentsMin).map(({ number }) => number)
  expect(numbers().toSorted()).toEqual([1, 2])
  expect(numbers(2)).toEqual([2])
})

it('finds the words with a first letter', () => {
  const words = ['wing', 'w', 'body', 'waves', '42', 'w'.repeat(31)]
  const found: (string | undefined)[] = []
  filed(words).forEachStartingWith('w'.charCodeAt(0), (number) => found.push(words[number]))
  expect(found.toSorted()).toEqual(['w', 'wing', 'waves', 'w'.repeat(31)].toSorted())
})
