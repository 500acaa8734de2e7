import { expect, test as it } from 'vitest'
import { Analyser } from './analyser.ts'
import type { Language } from './languages.ts'

function terms(text: string, language: Language = 'en'): string[] {
  const found: string[] = []
  new Analyser(language).forEachTerm(text, (term) => found.push(term))
  return found
}

it('inflections of a word share a term', () => {
  expect(new Set(terms('connect connected connecting connection Connections'))).toEqual(new Set(['connect']))
})

it('an identifier is kept whole and in parts', () => {
  expect(terms('getUserNames')).toEqual(['getusernam', 'get', 'user', 'name'])
  expect(terms('snake_case')).toEqual(['snakecas', 'snake', 'case'])
})

it('accented and plain spellings share a term in every language', () => {
  for (const language of ['en', 'de', 'es', 'fr', 'none'] as const) {
    expect(terms('Häuser résumés canción', language)).toEqual(terms('Hauser resumes cancion', language))
  }
})

it('the language chooses the stemmer', () => {
  expect(terms('Wohnungen Wohnung', 'de')).toEqual(['wohnung', 'wohnung'])
  expect(terms('Wohnungen Wohnung', 'none')).toEqual(['wohnungen', 'wohnung'])
})

it('analyses compatibility forms as the characters they stand for', () => {
  expect(terms('½ ﬁre ①')).toEqual(['1', '2', 'fire', '1'])
})

it('cuts a word after 64 characters', () => {
  expect(terms('x'.repeat(100_000))).toEqual(['x'.repeat(64)])
})

it('recognises stop words by their terms', () => {
  const analyser = new Analyser('en')
  expect(terms('being THE wings').map((term) => analyser.isStopTerm(term))).toEqual([true, true, false])
})
