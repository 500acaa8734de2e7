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
    expect(texts('CAFÉ')).toContain('Café')
    expect(texts('caf')).toContain('café')
    expect(texts('cafe ta')).toEqual(['cafe tables'])
  })

  it('offers words as they are written, with symbols, ligatures and letters without a small form', () => {
    const index = titledIndex('Notepad++ editor', 'The Straße in İstanbul', 'Visit Tromsø', 'An encyclopædia', 'İzmir')
    expect(texts('note', index)).toEqual(['notepad++'])
    expect(texts('stra', index)).toEqual(['Straße'])
    expect(texts('istan', index)).toEqual(['İstanbul'])
    expect(texts('izm', index)).toEqual(['İzmir'])
    expect(texts('troms', index)).toEqual(['Tromsø'])
    expect(texts('encyclo', index)).toEqual(['encyclopædia'])
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

  it('continues a word by one and by two further words of titles, without counting stop words', () => {
    const index = titledIndex('Flow of heat in the wing today', 'Flow of heat in the wing tomorrow')
    expect(texts('flo', index)).toEqual(['flow', 'flow of heat', 'flow of heat in the wing'])
    expect(texts('flow of ', index)).toEqual(['flow of heat', 'flow of heat in the wing'])
  })

  it('offers a phrase after a first word only if two titles have it, and after more words if one has it', () => {
    const index = titledIndex('Heat transfer', 'Heat exchange', 'Heat transfer')
    expect(index.complete('heat', 5)).toEqual([
      { text: 'heat', count: 3 },
      { text: 'heat transfer', count: 2 },
    ])
    expect(index.complete('heat ', 5)).toEqual([
      { text: 'heat transfer', count: 2 },
      { text: 'heat exchange', count: 1 },
    ])
  })

  it('lists at most the limit, the most frequent first, equals by text', () => {
    const index = titledIndex('wind', 'wine wine', 'window', 'window', 'wing')
    expect(index.complete('win', 3).map(({ text, count }) => [text, count])).toEqual([
      ['window', 2],
      ['wind', 1],
      ['wine', 1],
    ])
    expect(index.complete('win', 1)).toHaveLength(1)
  })

  it('keeps the typed text before the last word as it was typed', () => {
    const index = titledIndex('Heat transfer of plates')
    expect(texts('  HEAT   tr', index)).toEqual(['  HEAT   transfer', '  HEAT   transfer of plates'])
  })

  it('offers words as documents write them, with capitals, accents and symbols', () => {
    const index = titledIndex(
      'Modern C++ templates',
      'Wi-Fi router',
      'The city of München',
      'Don’t panic',
      'A T-shirt',
      'iPhone case',
      'Boundary-layer flow',
    )
    expect(texts('c+', index)).toEqual(['C++'])
    expect(texts('wi', index)).toEqual(['Wi-Fi'])
    expect(texts('wi-f', index)).toEqual(['Wi-Fi'])
    expect(texts('wi-fi r', index)).toEqual(['wi-fi router'])
    expect(texts('mun', index)).toEqual(['München'])
    expect(texts('T-', index)).toEqual(['T-shirt'])
    expect(texts('iph', index)).toEqual(['iPhone'])
    expect(texts('don', index)).toEqual(['don’t'])
    expect(texts('boundary l', index)).toContain('boundary layer')
  })

  it('offers no stems, no parts of compounds and no pairs of syllables', () => {
    expect(texts('boun', titledIndex('Boundaries', 'boundaries'))).toEqual(['boundaries'])
    expect(texts('fi', titledIndex('Wi-Fi router'))).toEqual([])
    expect(texts('울', titledIndex('서울에서 먹는 김치찌개'))).toEqual([])
  })
})
