import { expect, it } from 'vitest'
import { headlineOf } from './headline-of.ts'

const measured = { hitRateAt1: 0.3, hitRateAt5: 0.6, hitRateAt20: 1 }

it.each([
  [1_000, 20],
  [40, 20],
  [39, 5],
  [10, 5],
  [9, 1],
  [1, 1],
])('of %i items the hit rate at %i is told', (items, cut) => {
  expect(headlineOf(measured, items)).toMatchObject({ cut, byChance: cut / items })
})

it('a training of an older version, which measured a list of 20 alone, tells that', () => {
  expect(headlineOf({ hitRateAt20: 1 }, 12)).toEqual({ cut: 20, hitRate: 1, byChance: 1 })
})

it('a training that measured nothing tells nothing', () => {
  expect(headlineOf({}, 12)).toBeUndefined()
})
