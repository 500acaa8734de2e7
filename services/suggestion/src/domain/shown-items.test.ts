import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packShown, shortHash, unpackShown } from './shown-items.ts'

it('a cursor remembers every item that was shown', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (itemIds) => {
      const hashes = itemIds.map(shortHash)
      expect(unpackShown(packShown(hashes))).toEqual(hashes)
    }),
  )
})

it('hashes of different items differ', () => {
  const hashes = Array.from({ length: 10_000 }, (_, n) => shortHash(`item ${n}`))
  expect(new Set(hashes).size).toBeGreaterThan(9_995)
})

it('what is no list of hashes is read as none', () => {
  expect(unpackShown('')).toEqual([])
  expect(unpackShown('AAA')).toEqual([])
})
