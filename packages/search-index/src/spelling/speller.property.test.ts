import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { titledIndex } from '../../test/titled-index.ts'

const letter = fc.constantFrom(...'abcdefgh')
const word = fc.string({ unit: letter, minLength: 3, maxLength: 8 })
const vocabulary = fc.uniqueArray(word, { minLength: 1, maxLength: 12 })
/** More documents than a suspect has. */
const held = 4

const indexHolding = (words: readonly string[]) =>
  titledIndex(...Array.from({ length: held }, () => words).flatMap((each) => [each.join(' '), ...each]))

it('does not correct a query of words that more than three documents hold', () => {
  fc.assert(
    fc.property(vocabulary, fc.infiniteStream(fc.nat()), (words, picks) => {
      const query = [...picks.take(6)].map((pick) => words[pick % words.length]).join(' ')
      expect(indexHolding(words).correct(query)).toBeUndefined()
    }),
  )
})

it('corrects to words of documents, which are not corrected again', () => {
  fc.assert(
    fc.property(vocabulary, fc.array(word, { minLength: 1, maxLength: 5 }), (words, typed) => {
      const index = indexHolding(words)
      const correction = index.correct(typed.join(' '))
      if (correction === undefined) return
      const known = new Set(words)
      for (const { to } of correction.changes) for (const each of to.split(' ')) expect(known).toContain(each)
      const again = index.correct(correction.corrected)
      for (const { from } of again?.changes ?? []) expect(from.split(' ').every((each) => known.has(each))).toBe(false)
    }),
  )
})

it('searches the typed word beside its correction only if documents hold it', () => {
  const often = Array.from({ length: 40 }, () => 'boundary layers')
  const index = titledIndex(...often, 'the boundry layers')
  const legsOf = (query: string) =>
    index.search({ query, limit: 1, correct: true, explain: true }).hits.flatMap(({ terms = [] }) => terms.length)
  expect(legsOf('boundari layers')).toEqual(legsOf('boundary layers'))
  expect(index.search({ query: 'boundry', limit: 99, correct: true }).hits).toHaveLength(41)
})
