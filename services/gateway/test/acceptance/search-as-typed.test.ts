import { calls, type SearchRequest } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'

const shop = await newTenant()
const items = [
  { id: 'f-sharp', title: 'F# for beginners' },
  { id: 'f-major', title: 'F major scales' },
  { id: 'hi-fi', title: 'Hi-Fi amplifier' },
  { id: 'book', title: 'ISBN 0-306-40615-2' },
  { id: 'february', title: 'Invoice 2023-02-10' },
  { id: 'october', title: 'Invoice 2023-10-02' },
  { id: 'party', title: 'balloons 🎈', text: '<p>Water&shy;proof<br>paper</p><script>steal()</script>' },
  { id: 'orleans', title: 'Élégant jazz in New Orleans', text: `${'lorem '.repeat(6000)}trombone` },
  { id: 'town', title: 'Orleans new town' },
]
const { headers } = await shop.call(calls.putItems, { body: items })
const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
await shop.call(calls.search, { body: { q: 'jazz' }, headers: token })

const search = async (body: SearchRequest) => (await shop.call(calls.search, { body })).body
const found = async (body: SearchRequest) => (await search(body)).data.map(({ itemId }) => itemId)

it.each([
  ['F#', 'f-sharp'],
  ['hifi', 'hi-fi'],
  ['0306406152', 'book'],
  ['2023-10-02', 'october'],
  ['2023-02-10', 'february'],
  ['new orleans', 'orleans'],
  ['🎈', 'party'],
  ['waterproof', 'party'],
])('finds %s first as people type it', async (q, id) => {
  expect((await found({ q }))[0]).toBe(id)
})

it('finds no markup of an item', async () => {
  for (const q of ['steal', 'shy', 'script']) expect(await found({ q })).toEqual([])
})

it('shows the passage around a match far into a text', async () => {
  const [hit] = (await search({ q: 'trombone' })).data
  expect(hit?.highlight?.text).toContain('lorem <mark>trombone</mark>')
})

it('sorts by title without regard to case and accents', async () => {
  const sorted = await found({ q: ' ', sort: 'title:asc', limit: 3 })
  expect(sorted).toEqual(['party', 'orleans', 'f-major'])
  expect(await found({ q: ' ', sort: '-title', limit: 1 })).toEqual(['town'])
})

it('rejects an order by several fields with the forms that are accepted', async () => {
  const { body } = await shop.refused(calls.search, { body: { q: 'jazz', sort: 'attributes.price,-title' } })
  expect(body.status).toBe(422)
  expect(JSON.stringify(body)).toContain('sorting by several fields is not possible; write one field, such as')
})
