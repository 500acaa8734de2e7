import { BehaviourLegs } from '@inkling/search-index'
import { describe, expect, it } from 'vitest'
import { itemOf } from '../test/item-of.ts'
import { Catalogue } from './catalogue.ts'

const found = (catalogue: Catalogue, query: string) =>
  catalogue.index.search({ query, limit: 10 }).hits.map(({ id }) => id)

describe('Catalogue', () => {
  it('finds an item by its words and gives it back as it is', () => {
    const catalogue = Catalogue.empty()
    const item = itemOf('a', { text: 'an otter swims' })
    catalogue.put(item)
    expect(found(catalogue, 'otter')).toEqual(['a'])
    expect(catalogue.get('a')).toEqual(item)
  })

  it('leaves the text out of the items in answers', () => {
    const catalogue = Catalogue.empty()
    catalogue.put(itemOf('a', { text: 'an otter swims', tags: ['wild'] }))
    expect(catalogue.summary('a')).toEqual(itemOf('a', { tags: ['wild'] }))
    expect(catalogue.summary('unknown')).toBeUndefined()
  })

  it('forgets the words of the item that was replaced', () => {
    const catalogue = Catalogue.empty()
    catalogue.put(itemOf('a', { text: 'an otter swims' }))
    catalogue.put(itemOf('a', { text: 'a badger digs' }))
    expect(found(catalogue, 'otter')).toEqual([])
    expect(found(catalogue, 'badger')).toEqual(['a'])
  })

  it('removes an item, and ignores the removal of an unknown item', () => {
    const catalogue = Catalogue.empty()
    catalogue.put(itemOf('a', { text: 'an otter swims' }))
    catalogue.remove('a')
    catalogue.remove('never')
    expect(found(catalogue, 'otter')).toEqual([])
    expect(catalogue.get('a')).toBeUndefined()
  })

  it('an item that has expired is gone from search and completions, unless it was extended', () => {
    const catalogue = Catalogue.empty()
    catalogue.put(itemOf('a', { title: 'otters', expiresAt: '2026-11-28T12:00:00Z' }))
    catalogue.put(itemOf('b', { title: 'badgers', expiresAt: '2026-11-28T12:00:00Z' }))
    catalogue.put(itemOf('b', { title: 'badgers' }))
    catalogue.expire(Date.parse('2026-11-28T11:59:59Z'))
    expect(found(catalogue, 'otters')).toEqual(['a'])
    catalogue.expire(Date.parse('2026-11-28T12:00:00Z'))
    expect([found(catalogue, 'otters'), catalogue.index.complete('ott', 5)]).toEqual([[], []])
    expect(found(catalogue, 'badgers')).toEqual(['b'])
  })

  it('clicks on an item that was deleted and created again between two readings do not count for the new one', () => {
    const learned = { clicks: { otter: [['a', 3] as const, ['b', 3] as const] }, popularity: [] }
    const catalogue = Catalogue.empty({}, new BehaviourLegs(learned))
    for (const id of ['a', 'b']) catalogue.put(itemOf(id, { createdAt: '2026-11-28T11:00:00.000Z' }))
    catalogue.put(itemOf('a', { createdAt: '2026-11-28T12:00:00.000Z' }))
    catalogue.put(itemOf('b', { createdAt: '2026-11-28T11:00:00.000Z', title: 'written again' }))
    expect([...catalogue.behaviour.clicks('otter').keys()]).toEqual(['b'])
  })

  it('clicks on a deleted item do not count for an item that gets its id later', () => {
    const learned = { clicks: { otter: [['a', 3] as const, ['b', 3] as const] }, popularity: [] }
    const catalogue = Catalogue.empty({}, new BehaviourLegs(learned))
    for (const id of ['a', 'b']) catalogue.put(itemOf(id))
    catalogue.remove('a')
    catalogue.put(itemOf('a'))
    expect([...catalogue.behaviour.clicks('otter').keys()]).toEqual(['b'])
  })
})
