import { expect, it } from 'vitest'
import { itemOf } from '../test/item-of.ts'
import { Catalogue } from './catalogue.ts'
import { findItems, type SearchPlace } from './find-items.ts'

const items = 1_300
const limit = 100
/** More than a cursor remembers, so that the next page goes on after the last item. */
const pagesBefore = 6

/** All items match; the fewer words an item has, the higher it scores. */
function catalogueOf(wordsOf: (item: number) => number): Catalogue {
  const catalogue = Catalogue.empty()
  for (let n = 0; n < items; n++) catalogue.put(itemOf(`${n}`, { title: `wing ${'plate '.repeat(wordsOf(n))}` }))
  return catalogue
}

it('no match is passed over when a catalogue with another order takes over between two pages', () => {
  const partial = catalogueOf((n) => n)
  const whole = catalogueOf((n) => items - n)
  const seen = new Set<string>()
  let before: SearchPlace | undefined
  for (let page = 0; page === 0 || before; page++) {
    expect(page).toBeLessThan(100)
    const isWhole = page >= pagesBefore
    const options = { settings: {}, before, nowMs: 0, affinity: new Map<string, number>(), isWhole }
    const { data, next } = findItems(isWhole ? whole : partial, { q: 'wing', limit }, options)
    for (const { itemId } of data) seen.add(itemId)
    before = next
  }
  expect(seen.size).toBe(items)
})
