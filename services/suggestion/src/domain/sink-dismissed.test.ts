import { expect, it } from 'vitest'
import { sinkDismissed } from './sink-dismissed.ts'

const reasons = [{ model: 'coOccurrence', weight: 1, score: 0 }]
const items = [
  { itemId: 'b', score: 1, reasons },
  { itemId: 'c', score: 0.5, reasons },
  { itemId: 'd', score: 0.1, reasons },
]

it('ranks a dismissed item last, and its reasons say so', () => {
  const ranked = sinkDismissed(items, new Set(['b']))
  expect(ranked.map(({ itemId }) => itemId)).toEqual(['c', 'd', 'b'])
  expect(ranked[2]?.reasons.at(-1)).toEqual({ model: 'dismissed', weight: -1, score: 0.99 })
})

it('keeps the order of items if none is dismissed', () => {
  expect(sinkDismissed(items, new Set())).toEqual(items)
  expect(sinkDismissed(items, new Set(['z']))).toEqual(items)
})
