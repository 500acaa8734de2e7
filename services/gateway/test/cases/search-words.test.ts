import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { searchableTenant } from '../support/searched.ts'

const library = await searchableTenant([
  { id: 'plus', title: 'A+ students' },
  { id: 'letter', title: 'A letter to students' },
  { id: 'handle', title: 'Write to @harbour' },
  { id: 'harbour', title: 'Harbour lights' },
  { id: 'cpp', title: 'C++ in a week', attributes: { weight: 3 } },
  { id: 'c', title: 'C in a week', attributes: { weight: 20 } },
  { id: 'asp', title: 'ASP.NET hosting' },
  { id: 'mail', title: 'E-mail etiquette' },
  { id: 'uk', title: 'U.K. railways' },
  { id: 'phone', title: 'Call (0711) 555 01-99' },
  { id: 'isbn', title: 'ISBN 978-0-306-40615-7' },
  { id: 'part', title: 'Valve 77-10-42', attributes: { weight: 1 } },
  { id: 'other-part', title: 'Valve 77-42-10' },
  { id: 'jose', title: 'San Jose airport' },
  { id: 'san', title: 'Jose of the San people' },
  { id: 'creme', title: 'Crème brûlée' },
  { id: 'ray', title: 'X-ray images' },
])

it.each([
  ['A+', 'plus'],
  ['@harbour', 'handle'],
  ['C++', 'cpp'],
  ['asp.net', 'asp'],
  ['email', 'mail'],
  ['e-mail', 'mail'],
  ['uk', 'uk'],
  ['u.k.', 'uk'],
  ['07115550199', 'phone'],
  ['9780306406157', 'isbn'],
  ['77-42-10', 'other-part'],
  ['77-10-42', 'part'],
  ['771042', 'part'],
  ['san jose', 'jose'],
  ['jose san', 'san'],
])('finds %s first, as people type it', async (q, id) => {
  expect((await library.found({ q }))[0]).toBe(id)
})

it('sorts by a number in the direction that is asked for, items without it last', async () => {
  expect((await library.found({ q: ' ', sort: 'attributes.weight:asc' })).slice(0, 3)).toEqual(['part', 'cpp', 'c'])
  expect((await library.found({ q: ' ', sort: 'attributes.weight:desc' })).slice(0, 3)).toEqual(['c', 'cpp', 'part'])
})

it.each([
  ['crè', ['crème']],
  ['creme', ['crème']],
  ['X-', ['X-ray']],
  ['c+', ['C++']],
  ['E-m', ['E-mail']],
  ['ax+', []],
])('completes %s to words as they are written', async (q, texts) => {
  const { data } = (await library.call(calls.completeQuery, { query: { q } })).body
  expect(data.map(({ text }) => text)).toEqual(texts)
})

it('finds a synonym of several words as a phrase, and before it corrects the query', async () => {
  const atlas = await searchableTenant(
    [
      { id: 'phrase', title: 'United Kingdom castles' },
      { id: 'short', title: 'UK trains' },
      { id: 'loose', title: 'Kingdom of ants united' },
      { id: 'great', title: 'great' },
      { id: 'near', title: 'Britannia plate' },
    ],
    { synonyms: [['united kingdom', 'uk', 'great britain']] },
  )
  expect((await atlas.found({ q: 'uk' })).toSorted()).toEqual(['phrase', 'short'])
  expect((await atlas.found({ q: 'great britain' })).slice(0, 2).toSorted()).toEqual(['phrase', 'short'])
  expect((await atlas.found({ q: 'united kingdom' })).slice(0, 2)).toEqual(['phrase', 'short'])
})
