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
})
