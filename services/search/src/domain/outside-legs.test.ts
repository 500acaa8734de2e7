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
  new Map(outsideLegs(catalogue, q, affinity).map((leg) => [leg.name, leg]))

it('what was clicked answers the query; what is liked or popular only speaks for what answers it', () => {
  const found = legs('LAMP', new Map([['b', 0.5]]))
  expect([...found.values()].map(({ name, finds }) => [name, finds])).toEqual([
    ['clicks', true],
    ['affinity', false],
    ['popularity', false],
  ])
  expect(found.get('clicks')?.scores.get('b')).toBeCloseTo(0.25)
})

it('a leg that says nothing is not there', () => {
  expect([...legs('chair').keys()]).toEqual(['popularity'])
})
