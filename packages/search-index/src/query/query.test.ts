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
  it('finds what it can become, when asked to', () => {
    expect(ids('aer')).toEqual([])
    expect(new Set(ids('aer', { prefix: true }))).toEqual(new Set(['aero', 'dyn']))
    expect(ids('wing aerod', { prefix: true })[0]).toBe('dyn')
  })

  it('is a whole word once something follows it, and only the last one', () => {
    expect(ids('aer ', { prefix: true })).toEqual([])
    expect(ids('aer wing', { prefix: true })).toEqual(ids('wing'))
  })

  it('counts less than a whole word', () => {
    const index = new SearchIndex()
    index.put({ id: 'begun', title: 'winger' })
    index.put({ id: 'whole', title: 'wing' })
    expect(ids('wing', { prefix: true, index })).toEqual(['whole', 'begun'])
  })

  it('finds the 16 commonest words that it can become, and no others', () => {
    const index = new SearchIndex({ language: 'none' })
    const words = Array.from('abcdefghijklmnopqrst', (letter) => `quart${letter}`)
    words.forEach((word, n) => {
      for (let copy = 0; copy <= n; copy++) index.put({ id: `${word} ${copy}`, title: word })
    })
    const { hits } = index.search({ query: 'quart', limit: 500, prefix: true })
    const found = new Set(hits.map(({ id }) => id.slice(0, 'quart'.length + 1)))
    expect([...found].sort()).toEqual(words.slice(4))
  })

  it('follows the words as they come and go', () => {
    const index = filled()
    expect(ids('quart', { prefix: true, index })).toEqual([])
    for (let n = 0; n < 700; n++) index.put({ id: `q${n}`, title: `quartz${n} stone${n}` })
    expect(ids('quartz69', { prefix: true, index })).toHaveLength(11 - 1)
    for (let n = 0; n < 700; n++) index.remove(`q${n}`)
    expect(ids('quart', { prefix: true, index })).toEqual([])
  })
})

describe('words in quotes', () => {
  it('must stand in a field as written, but for case and accents, one after the other', () => {
    expect(ids('"wing in the air"')).toEqual(['dyn'])
    expect(ids('"WÍNG"')).toEqual(['dyn'])
    expect(ids('"wings" air')).toEqual(['aero'])
    expect(ids('“connected parts”')).toEqual(['dyn'])
    expect(ids('"parts connected"')).toEqual([])
    expect(ids('"aerodynamics a"')).toEqual([])
  })

  it('ask for nothing in a text of more than twelve words', () => {
    expect(ids(`"parts connected" ${'wing '.repeat(10)}`)).toEqual([])
    expect(ids(`"parts connected" ${'wing '.repeat(11)}`)).not.toEqual([])
  })

  it('other quotation marks ask for nothing', () => {
    expect(ids('6" wing 7" parts').toSorted()).toEqual(['aero', 'dyn', 'tv'])
    expect(ids('"wing').toSorted()).toEqual(['aero', 'dyn'])
    expect(ids('"" "?" wing').toSorted()).toEqual(['aero', 'dyn'])
  })
})

describe('synonyms', () => {
  it('of a group stand for one another, phrases too', () => {
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

  it('of one direction do not work in the other', () => {
    const index = filled({ synonyms: [{ from: 'telly', to: ['television'] }] })
    expect(ids('telly', { index })).toEqual(['tv'])
    index.put({ id: 'telly', title: 'telly' })
    expect(ids('television', { index })).toEqual(['tv'])
    expect(ids('telly', { index })).toEqual(['telly', 'tv'])
  })

  it('are replaced by those of a profile for the search that names it', () => {
    const index = filled({ synonyms: [['telly', 'television']] })
    const profile = index.profile({ synonyms: [['telly', 'myocardial']] })
    expect(index.search({ query: 'telly', limit: 10, profile }).hits.map(({ id }) => id)).toEqual(['heart'])
    expect(ids('telly', { index })).toEqual(['tv'])
  })
})

describe('field weights', () => {
  it('say what a word counts where', () => {
    expect(ids('wing')).toEqual(['aero', 'dyn'])
    expect(ids('wing', { index: filled({ fieldWeights: { title: 0.01, text: 50 } }) })).toEqual(['dyn', 'aero'])
  })

  it.each([-1, 101, Number.NaN, Number.POSITIVE_INFINITY])('%d is an error', (tags) => {
    expect(() => filled({ fieldWeights: { tags } })).toThrow(
      new RangeError(`fieldWeights.tags is ${tags}; it must be from 0 to 100`),
    )
  })
})
