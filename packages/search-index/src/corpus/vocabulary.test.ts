import { expect, test as it } from 'vitest'
import { Analyser } from '../text/analyser.ts'
import { Corpus } from './corpus.ts'
import { Vocabulary } from './vocabulary.ts'

it('reuses the number of a string that no document holds', () => {
  const vocabulary = new Vocabulary()
  const [a, b] = [vocabulary.add('a'), vocabulary.add('b')]
  vocabulary.count(b, 1)
  vocabulary.releaseUnheld()
  expect(vocabulary.numberOf('a')).toBeUndefined()
  expect(vocabulary.add('b')).toBe(b)
  expect(vocabulary.add('c')).toBe(a)
  expect([...vocabulary.held()]).toEqual([{ text: 'b', number: b, documents: 1 }])
})

it('counts the documents of a term and knows its commonest form', () => {
  const corpus = new Corpus(new Analyser('en'))
  corpus.put({ id: 'a', title: 'Wings', text: 'the wing of wings' })
  corpus.put({ id: 'b', title: 'wings' })
  corpus.put({ id: 'c', title: 'gone' })
  corpus.remove('c')
  const wing = corpus.terms.numberOf('wing') ?? -1
  expect([...corpus.terms.held()].map(({ text, documents }) => [text, documents])).toEqual([
    ['wing', 2],
    ['the', 1],
    ['of', 1],
  ])
  expect(corpus.forms.commonest()[wing]).toBe('wings')
  expect(corpus.forward(corpus.slots.slotOf('a') ?? -1).get(wing)).toBe(0x1002)
})
