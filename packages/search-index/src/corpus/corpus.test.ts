import { expect, test as it } from 'vitest'
import { Analyser } from '../text/analyser.ts'
import { Corpus } from './corpus.ts'

const analyser = new Analyser('en')
const numbered = (from: number, to: number, text: string): { id: string; title: string; text: string }[] =>
  Array.from({ length: to - from }, (_, n) => ({ id: `${from + n}`, title: `Title ${from + n}`, text }))

it('counts only documents that are held now', () => {
  const corpus = new Corpus(analyser)
  corpus.put({ id: 'a', title: 'red apple', text: 'the sweet fruit' })
  corpus.put({ id: 'b', title: 'pear', text: 'fruit' })
  corpus.put({ id: 'b', title: 'green pear' })
  expect(corpus.documentsWith('fruit')).toBe(1)
  expect(corpus.averageLengths.title).toBe(2)
  expect(corpus.averageLengths.text).toBe(1)
  corpus.remove('a')
  expect(corpus.documentsWith('fruit')).toBe(0)
  expect(corpus.averageLengths.text).toBe(0)
})

it('frees the memory of removed documents', () => {
  const corpus = new Corpus(analyser)
  for (const document of numbered(0, 100, 'kept words')) corpus.put(document)
  const { bytes } = corpus
  for (let round = 0; round < 20; round++) {
    const passing = numbered(100, 1000, `passing words of round ${round}`)
    for (const document of passing) corpus.put(document)
    for (const { id } of passing) corpus.remove(id)
  }
  expect(corpus.slots.size).toBe(100)
  expect(corpus.slots.end).toBeLessThan(200)
  expect(corpus.bytes).toBeLessThan(bytes * 3)
  expect(corpus.documentsWith('kept')).toBe(100)
  expect(corpus.documentsWith('pass')).toBe(0)
})

it('caps the frequency of a term in each field', () => {
  const corpus = new Corpus(analyser)
  corpus.put({ id: 'a', title: 'x '.repeat(100), tags: ['x '.repeat(100)], text: 'x '.repeat(1000) })
  expect([...corpus.forward(0).values()]).toEqual([0xffff])
})
