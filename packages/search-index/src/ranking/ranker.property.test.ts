import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { Corpus } from '../corpus/corpus.ts'
import { Analyser } from '../text/analyser.ts'
import { fieldWeights } from './bm25f.ts'
import { matchingSlots } from './matching-slots.ts'
import { Ranker } from './ranker.ts'
import { compareRank, type ScoredId } from './scored-id.ts'
import type { WeightedTerm } from './term-weight.ts'

const vocabulary = Array.from({ length: 12 }, (_, n) => `w${'abcdefghijkl'[n]}`)

/** Words of very different frequency, in texts of very different length, more documents than one window holds. */
function corpusOf(documents: number, seed: number): Corpus {
  const corpus = new Corpus(new Analyser('none'))
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const words = (count: number): string =>
    Array.from({ length: count }, () => vocabulary[Math.floor(random() ** 3 * vocabulary.length)]).join(' ')
  for (let n = 0; n < documents; n++) {
    corpus.put({ id: `${n % Math.ceil(documents * 0.9)}`, title: words(2 * random()), text: words(20 * random() ** 4) })
  }
  return corpus
}

/** With room for every match nothing ends early. */
function exhaustive(corpus: Corpus, ranker: Ranker, terms: readonly WeightedTerm[]): ScoredId[] {
  const all = ranker.rank(terms, { limit: corpus.slots.size + 1 })
  expect(all).toHaveLength(matchingSlots(corpus, terms, undefined).length)
  expect(all.toSorted(compareRank)).toEqual(all)
  const sample = all.filter((_, n) => n % 100 === 0)
  expect(sample.map(({ id }) => ranker.scoreOf(terms, corpus.slots.slotOf(id) ?? -1))).toEqual(
    sample.map(({ score }) => score),
  )
  return all
}

const weighted = fc.record({
  term: fc.constantFrom(...vocabulary, 'unknown'),
  weight: fc.double({ min: 0.01, max: 50, noNaN: true }),
  optional: fc.boolean(),
})
const query = fc.uniqueArray(weighted, { selector: ({ term }) => term, minLength: 1, maxLength: 8 })

it('ending early returns exactly the hits that scoring every document returns', () => {
  for (const [documents, numRuns] of [
    [50, 60],
    [5000, 20],
  ] as const) {
    const corpus = corpusOf(documents, documents)
    const ranker = new Ranker(corpus, fieldWeights())
    fc.assert(
      fc.property(query, fc.integer({ min: 1, max: 40 }), fc.nat(30), (terms, limit, skipped) => {
        const all = exhaustive(corpus, ranker, terms)
        expect(ranker.rank(terms, { limit })).toEqual(all.slice(0, limit))
        const after = all[skipped]
        if (after === undefined) return
        const accept = (slot: number): boolean => slot % 10 === 3
        const rest = all.slice(skipped + 1).filter(({ id }) => accept(corpus.slots.slotOf(id) ?? -1))
        expect(ranker.rank(terms, { limit, after, accept })).toEqual(rest.slice(0, limit))
      }),
      { numRuns },
    )
  }
})

it('ranks exactly while average lengths grow and fall', () => {
  const corpus = corpusOf(2500, 7)
  const ranker = new Ranker(corpus, fieldWeights())
  const terms = vocabulary.map((term, n) => ({ term, weight: n + 1, optional: n % 4 === 3 }))
  for (let round = 0; round < 16; round++) {
    expect(ranker.rank(terms, { limit: 5 })).toEqual(exhaustive(corpus, ranker, terms).slice(0, 5))
    for (let n = 0; n < 60; n++) {
      const id = `${(round * 60 + n) % 2000}`
      const text = 'filler '.repeat(round < 8 ? 40 : 0) + vocabulary[n % 12]
      corpus.put({ id, title: round % 3 === 0 ? text : '', text })
    }
  }
})

it('ranks exactly when each window is slightly better than the previous one', () => {
  const corpus = new Corpus(new Analyser('none'))
  for (let n = 0; n < 8000; n++) {
    corpus.put({
      id: `${n}`,
      title: '',
      text: (n % 2 ? 'wing ' : 'body ') + 'filler '.repeat(40 - Math.floor(n / 1000)),
    })
  }
  const ranker = new Ranker(corpus, fieldWeights())
  const terms = [{ term: 'wing', weight: 1, optional: false }]
  for (let round = 0; round < 12; round++) {
    const all = ranker.rank(terms, { limit: corpus.slots.size + 1 })
    expect(ranker.rank(terms, { limit: 5 })).toEqual(all.slice(0, 5))
    for (let n = 0; n < 100; n++) corpus.put({ id: `${n}`, title: '', text: 'filler '.repeat(round < 6 ? 90 : 1) })
    for (let n = 100; n < 200; n++)
      corpus.put({ id: `${round}.${n}`, title: '', text: 'filler '.repeat(round < 6 ? 90 : 1) })
  }
})
