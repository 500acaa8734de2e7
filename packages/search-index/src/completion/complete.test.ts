import { describe, expect, test as it } from 'vitest'
import { titledIndex } from '../../test/titled-index.ts'

const flight = titledIndex(
  'Heat transfer of plates',
  'Heat transfer to a wing',
  'The heating of wings',
  'Boundary layers',
  'Theory of the boundary layer',
  'Boundary layers with heat',
  'Café tables',
)
const texts = (typed: string, index = flight): string[] => index.complete(typed, 5).map(({ text }) => text)

describe('complete', () => {
  it('completes a word to frequent words and title phrases, with counts', () => {
    expect(flight.complete('hea', 5)).toEqual([
      { text: 'heat', count: 3 },
      { text: 'heat transfer', count: 2 },
    ])
  })

  it('completes the last word so that it fits the words before it', () => {
    expect(texts('heat tr')[0]).toBe('heat transfer')
    expect(texts('Theory of the b')).toEqual(['Theory of the boundary', 'Theory of the boundary layer'])
    expect(texts('boundary ')).toContain('boundary layers')
    expect(texts('plates he')).toEqual(['plates heat'])
  })

  it('offers the most frequent form of a word once, and no stop words', () => {
    expect(texts('boundary la')).toContain('boundary layers')
    expect(texts('th')).toEqual(['theory'])
  })

  it('completes regardless of case and accents', () => {
    expect(texts('CAFÉ')).toContain('cafe')
    expect(texts('caf')).toContain('cafe')
  })

  it('forgives a slip in four letters or more', () => {
    expect(texts('bounadr')[0]).toBe('boundary')
    expect(texts('bnd')).toEqual([])
  })

  it('returns nothing for unknown beginnings and rejects a limit below 1', () => {
    for (const typed of ['', '  ', '?', 'zzzz', 'zzzz qqqq']) expect(texts(typed)).toEqual([])
    expect(() => flight.complete('a', 0)).toThrow(RangeError)
  })

  it('completes scripts from right to left and without spaces', () => {
    const index = titledIndex('כנף מטוס', 'כנף ציפור', '東京大学', '東京大学')
    expect(texts('כנ', index)[0]).toBe('כנף')
    expect(texts('כנף מ', index)).toEqual(['כנף מטוס'])
    expect(texts('東', index)[0]).toMatch(/^東京/)
  })

  it('does not offer words of removed documents', () => {
    const index = titledIndex('wings', 'windows')
    index.remove('d0')
    expect(texts('win', index)).toEqual(['windows'])
  })
})
