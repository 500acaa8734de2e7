import { describe, expect, test as it } from 'vitest'
import { titledIndex } from '../../test/titled-index.ts'

const flight = titledIndex(
  'boundary layer of a wing',
  'boundary conditions',
  'aerodynamic heating',
  'separation of the layer',
  'the heating of plates',
  'getUserName of the A320 with CFRP parts',
)
const corrected = (query: string, index = flight): string | undefined => index.correct(query)?.corrected

describe('correct', () => {
  it.for([
    ['swapped letters', 'bounadry', 'boundary'],
    ['a letter too many', 'bouundary', 'boundary'],
    ['a letter too few', 'boundry', 'boundary'],
    ['another letter', 'bpundary', 'boundary'],
    ['the first letter', 'voundary', 'boundary'],
    ['two letters', 'seperatoin', 'separation'],
    ['a space too many', 'aero dynamic', 'aerodynamic'],
    ['a space too few', 'boundarylayer', 'boundary layer'],
  ] as const)('corrects %s', ([, typed, meant]) => {
    expect(corrected(typed)).toBe(meant)
  })

  it('reports its changes and leaves the rest as typed', () => {
    expect(flight.correct('  The Bounadry-layer,  (HEATIGN) of?')).toEqual({
      corrected: '  The Boundary-layer,  (HEATING) of?',
      changes: [
        { from: 'Bounadry', to: 'Boundary' },
        { from: 'HEATIGN', to: 'HEATING' },
      ],
    })
  })

  it('does not correct known words in any form', () => {
    for (const query of ['boundary', 'heated plate', 'separating', '', '?!']) expect(corrected(query)).toBeUndefined()
  })

  it('does not correct identifiers, codes, numbers and acronyms', () => {
    for (const query of ['getUserNmae', 'A329', 'of CFRB', '1958', 'wing_2', '東京都'])
      expect(corrected(query)).toBeUndefined()
  })

  it('does not correct quoted words or the beginning of a known word', () => {
    expect(corrected('"bounadry" layr')).toBe('"bounadry" layer')
    const prefix = true
    expect(flight.search({ query: 'layr bound', limit: 9, correct: true, prefix }).correction?.corrected).toBe(
      'layer bound',
    )
    expect(flight.search({ query: 'bounad', limit: 9, correct: true, prefix }).correction).toBeUndefined()
    expect(flight.search({ query: 'bounadry', limit: 9, correct: true, prefix }).correction?.corrected).toBe('boundary')
  })

  it('prefers the more frequent word', () => {
    const index = titledIndex('plane', 'plate', 'plate', 'plate', 'plate')
    expect(corrected('plahe', index)).toBe('plate')
  })

  it('prefers the word that occurs with the others of the query', () => {
    const titles = Array.from({ length: 12 }, () => ['lower deck', 'tower bridge', 'ship', 'boat', 'yacht', 'raft'])
    const index = titledIndex(...titles.flat())
    expect(corrected('bridge kower', index)).toBe('bridge tower')
    expect(corrected('deck kower', index)).toBe('deck lower')
  })

  it('does not correct a stop word that no document holds', () => {
    expect(corrected('anyone', titledIndex('engine', 'engine', 'any one', 'any one'))).toBeUndefined()
    expect(corrected('you', titledIndex('your', 'young', 'yon'))).toBeUndefined()
  })

  it('corrects an unknown form of a known stem to a likelier word', () => {
    const index = titledIndex(...Array.from({ length: 20 }, () => 'inflammation of joints'), 'inflamed tissue')
    expect(corrected('inflamation', index)).toBe('inflammation')
    expect(corrected('inflaming', index)).toBeUndefined()
    expect(corrected('inflammations', index)).toBeUndefined()
  })

  it('does not correct words that more than three documents hold', () => {
    const often = Array.from({ length: 500 }, () => 'the loss of lift')
    const index = titledIndex(...often, ...Array.from({ length: 4 }, () => 'what to lose is left'))
    expect(corrected('lose left', index)).toBeUndefined()
  })

  it('prefers a missing letter to a wrong one', () => {
    const titles = ['steady flow', 'study of flow', 'study of flow']
    expect(corrected('stedy', titledIndex(...titles))).toBe('steady')
  })

  it('corrects a word of one document only to a very frequent one, and still finds it', () => {
    const often = Array.from({ length: 60 }, () => 'boundary of things')
    const index = titledIndex(...often, 'the boundry')
    expect(corrected('boundry', index)).toBe('boundary')
    expect(index.search({ query: 'boundry', limit: 100, correct: true }).hits).toHaveLength(61)
    expect(corrected('boundry', titledIndex('boundary', 'the boundry'))).toBeUndefined()
  })

  it('corrects only to words that documents hold now', () => {
    const index = titledIndex('boundary')
    expect(corrected('bounadry', index)).toBe('boundary')
    index.remove('d0')
    expect(corrected('bounadry', index)).toBeUndefined()
    for (let n = 0; n < 300; n++)
      index.put({ id: 'passing', title: `${'abcdefghij'[n % 10]}${'klmnopqrst'[n % 7]}word` })
    index.put({ id: 'new', title: 'bounds of boundaries' })
    expect(corrected('bounadries', index)).toBe('boundaries')
  })
})

describe('search', () => {
  it('searches for the correction when asked to, and reports it', () => {
    const request = { query: 'bounadry', limit: 10 }
    expect(flight.search(request).hits).toEqual([])
    const { hits, correction } = flight.search({ ...request, correct: true })
    expect(hits).toHaveLength(2)
    expect(correction).toEqual({ corrected: 'boundary', changes: [{ from: 'bounadry', to: 'boundary' }] })
    expect(flight.search({ query: 'boundary', limit: 10, correct: true }).correction).toBeUndefined()
  })
})
