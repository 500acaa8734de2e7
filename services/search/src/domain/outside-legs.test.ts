import { BehaviourLegs, SearchIndex } from '@inkling/search-index'
import { expect, it } from 'vitest'
import { itemOf } from '../test/item-of.ts'
import { Catalogue } from './catalogue.ts'
import { outsideLegs } from './outside-legs.ts'

const catalogue = new Catalogue(
  new SearchIndex(),
  new BehaviourLegs({
    clicks: { lamp: [['b', 1]] },
    popularity: [
      ['other', 100],
      ['a', 10],
    ],
  }),
)
for (const [id, title] of Object.entries({ a: 'Lamp', b: 'Lamp', other: 'Chair' })) catalogue.put(itemOf(id, { title }))

const legs = (q: string, affinity = new Map<string, number>()) =>
  new Map(outsideLegs(catalogue, { q }, affinity, () => true).map((leg) => [leg.name, leg]))

it('popularity and likings speak for what the words found, and for nothing else', () => {
  const found = legs(
    'lamp',
    new Map([
      ['other', 0.9],
      ['b', 0.5],
    ]),
  )
  expect(found.get('popularity')?.scores.has('other')).toBe(false)
  expect(found.get('affinity')?.scores.has('other')).toBe(false)
  expect(found.get('affinity')?.scores.get('b')).toBe(0.5)
})

it('a leg weighs by what its best item has behind it', () => {
  expect(legs('LAMP').get('clicks')?.weight).toBeCloseTo(0.25)
  expect(legs('lamp', new Map([['b', 0.5]])).get('affinity')?.weight).toBeCloseTo(0.15)
})

it('a leg that says nothing is not there', () => {
  expect([...legs('chair').keys()]).toEqual(['popularity'])
})
