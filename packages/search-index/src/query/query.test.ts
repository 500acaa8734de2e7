import { describe, expect, test as it } from 'vitest'
import { SearchIndex } from '../search-index.ts'
import type { SearchTuning } from '../search-profile.ts'

const documents = [
  { id: 'aero', title: 'Aeronautics of wings', tags: ['air'] },
  { id: 'dyn', title: 'Aerodynamics', text: 'A wing in the air; connected parts.' },
  { id: 'heart', title: 'Myocardial infarction', text: 'Of the heart.' },
  { id: 'tv', title: 'Television sets', text: 'Connection in parts.' },
]

function filled(tuning: SearchTuning = {}): SearchIndex {
  const index = new SearchIndex(tuning)
  for (const document of documents) index.put(document)
  return index
}
const ids = (query: string, { prefix = false, index = filled() } = {}): string[] =>
  index.search({ query, limit: 10, prefix }).hits.map(({ id }) => id)

describe('a word being typed', () => {
  it('completes an unfinished last word when asked to', () => {
    expect(ids('aer')).toEqual([])
    expect(new Set(ids('aer', { prefix: true }))).toEqual(new Set(['aero', 'dyn']))
    expect(ids('wing aerod', { prefix: true })[0]).toBe('dyn')
  })

  it('completes only the last word, and only if nothing follows it', () => {
    expect(ids('aer ', { prefix: true })).toEqual([])
    expect(ids('aer wing', { prefix: true })).toEqual(ids('wing'))
  })

  it('a completed word counts less than a whole one', () => {
    const index = new SearchIndex()
    index.put({ id: 'begun', title: 'winger' })
    index.put({ id: 'whole', title: 'wing' })
    expect(ids('wing', { prefix: true, index })).toEqual(['whole', 'begun'])
  })

  it('completes a word to the 16 commonest words', () => {
    const index = new SearchIndex({ language: 'none' })
    const words = Array.from('abcdefghijklmnopqrst', (letter) => `quart${letter}`)
    words.forEach((word, n) => {
      for (let copy = 0; copy <= n; copy++) index.put({ id: `${word} ${copy}`, title: word })
    })
    const { hits } = index.search({ query: 'quart', limit: 500, prefix: true })
    const found = new Set(hits.map(({ id }) => id.slice(0, 'quart'.length + 1)))
    expect([...found].sort()).toEqual(words.slice(4))
  })

  it('completes to the words that documents hold now', () => {
    const index = filled()
    expect(ids('quart', { prefix: true, index })).toEqual([])
    for (let n = 0; n < 700; n++) index.put({ id: `q${n}`, title: `quartz${n} stone${n}` })
    expect(ids('quartz69', { prefix: true, index })).toHaveLength(11 - 1)
    for (let n = 0; n < 700; n++) index.remove(`q${n}`)
    expect(ids('quart', { prefix: true, index })).toEqual([])
  })
})

describe('words in quotes', () => {
  it('finds quoted words as written, except for case and accents, in one field', () => {
    expect(ids('"wing in the air"')).toEqual(['dyn'])
    expect(ids('"WÍNG"')).toEqual(['dyn'])
    expect(ids('"wings" air')).toEqual(['aero'])
    expect(ids('“connected parts”')).toEqual(['dyn'])
    expect(ids('"parts connected"')).toEqual([])
    expect(ids('"aerodynamics a"')).toEqual([])
  })

  it('finds documents that hold every quote, each in any one field', () => {
    expect(ids('"wing" "connected parts"')).toEqual(['dyn'])
    expect(ids('"wings" "connected parts"')).toEqual([])
    expect(ids('"air"').toSorted()).toEqual(['aero', 'dyn'])
    // The end of one field and the start of the next are not together.
    expect(ids('"wings air"')).toEqual([])
    expect(ids('"infarction of"')).toEqual([])
  })

  it('finds a quote that begins within a repeated word, and an identifier as a whole', () => {
    const index = new SearchIndex()
    index.put({ id: 'twice', title: 'wing wing heat' })
    index.put({ id: 'protein', title: 'the IL6 gene' })
    expect(ids('"wing heat"', { index })).toEqual(['twice'])
    expect(ids('"wing wing heat"', { index })).toEqual(['twice'])
    expect(ids('"wing wing wing heat"', { index })).toEqual([])
    expect(ids('"IL6 gene"', { index })).toEqual(['protein'])
  })

  it('ignores quotes in a query of more than twelve words', () => {
    expect(ids(`"parts connected" ${'wing '.repeat(10)}`)).toEqual([])
    expect(ids(`"parts connected" ${'wing '.repeat(11)}`)).not.toEqual([])
  })

  it('ignores inch marks and unpaired quotes', () => {
    expect(ids('6" wing 7" parts').toSorted()).toEqual(['aero', 'dyn', 'tv'])
    expect(ids('"wing').toSorted()).toEqual(['aero', 'dyn'])
    expect(ids('"" "?" wing').toSorted()).toEqual(['aero', 'dyn'])
  })
})

describe('synonyms', () => {
  it('a group of synonyms works in all directions, with phrases', () => {
    const index = filled({
      synonyms: [
        ['tv', 'television'],
        ['heart attack', 'myocardial infarction'],
      ],
    })
    expect(ids('TV', { index })).toEqual(['tv'])
    expect(ids('heart attack', { index })).toEqual(['heart'])
    expect(ids('attack', { index })).toEqual([])
  })

  it('finds a synonym of several words as a phrase, not as its words', () => {
    const index = new SearchIndex({ synonyms: [['new york city', 'nyc', 'big apple']] })
    const titles = {
      city: 'New York City museums',
      map: 'NYC pizza map',
      walls: 'York new walls',
      fruit: 'apple',
      bag: 'bag',
    }
    for (const [id, title] of Object.entries(titles)) index.put({ id, title })
    expect(ids('nyc', { index })).toEqual(['map', 'city'])
    expect(ids('new york city', { index }).toSorted()).toEqual(['city', 'map'])
    expect(ids('apple', { index })).toEqual(['fruit'])
    const { hits, correction } = index.search({ query: 'big apple', limit: 10, correct: true })
    expect(hits.map(({ id }) => id).toSorted()).toEqual(['city', 'map'])
    expect(correction).toBeUndefined()
  })

  it('takes symbols as part of a synonym', () => {
    const index = new SearchIndex({ synonyms: [['C++', 'cplusplus']] })
    index.put({ id: 'cpp', title: 'C++ templates' })
    index.put({ id: 'c', title: 'C pointers' })
    expect(ids('cplusplus', { index })).toEqual(['cpp'])
  })

  it('a one-way synonym does not work in the other direction', () => {
    const index = filled({ synonyms: [{ from: 'telly', to: ['television'] }] })
    expect(ids('telly', { index })).toEqual(['tv'])
    index.put({ id: 'telly', title: 'telly' })
    expect(ids('television', { index })).toEqual(['tv'])
    expect(ids('telly', { index })).toEqual(['telly', 'tv'])
  })

  it('finds a synonym of several words only where they follow each other', () => {
    const index = filled({ synonyms: [{ from: 'heart attack', to: ['television'] }] })
    expect(ids('attack heart', { index })).toEqual(['heart'])
    expect(ids('a heart attack today', { index })).toEqual(['tv'])
    index.put({ id: 'phrase', title: 'Heart attack' })
    expect(ids('a heart attack today', { index }).toSorted()).toEqual(['phrase', 'tv'])
    expect(ids('heart', { index }).toSorted()).toEqual(['heart', 'phrase'])
  })

  it('counts a synonym less than the word itself, and a phrase as much as one word', () => {
    const index = new SearchIndex({ synonyms: [{ from: 'telly', to: ['box', 'silver screen'] }] })
    for (const title of ['telly', 'box', 'silver screen'])
      for (let n = 0; n < 3; n++) index.put({ id: `${title} ${n}`, title })
    const { hits } = index.search({ query: 'telly', limit: 9 })
    expect(hits.map(({ id }) => id.split(' ')[0])).toEqual(['telly', 'box', 'silver'].flatMap((id) => [id, id, id]))
  })

  it('a profile replaces the synonyms for one search', () => {
    const index = filled({ synonyms: [['telly', 'television']] })
    const profile = index.profile({ synonyms: [['telly', 'myocardial']] })
    expect(index.search({ query: 'telly', limit: 10, profile }).hits.map(({ id }) => id)).toEqual(['heart'])
    expect(ids('telly', { index })).toEqual(['tv'])
  })
})

describe('field weights', () => {
  it('field weights decide which field counts', () => {
    expect(ids('wing')).toEqual(['aero', 'dyn'])
    expect(ids('wing', { index: filled({ fieldWeights: { title: 0.01, text: 50 } }) })).toEqual(['dyn', 'aero'])
  })

  it.each([-1, 101, Number.NaN, Number.POSITIVE_INFINITY])('rejects the field weight %d', (tags) => {
    expect(() => filled({ fieldWeights: { tags } })).toThrow(
      new RangeError(`fieldWeights.tags is ${tags}; it must be from 0 to 100`),
    )
  })
})
