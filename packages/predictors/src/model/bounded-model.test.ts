import { expect, it } from 'vitest'
import { NextItemModel } from './next-item-model.ts'

const maxBytes = 3_000_000

/** A shop in which cups follow tea. */
function shop(): NextItemModel {
  const model = new NextItemModel({ maxBytes })
  for (let visitor = 0; visitor < 500; visitor++)
    for (const [step, itemId] of ['tea', 'cup', 'pot'].entries())
      model.apply({ itemId, sessionId: `visitor-${visitor}`, atMs: visitor * 1_000 + step })
  return model
}

const next = (model: NextItemModel) => model.predict({ recent: ['tea'], limit: 3 }).map(({ itemId }) => itemId)

it('a flood of distinct items and sessions is forgotten before what others use', () => {
  const model = shop()
  const before = next(model)
  expect(model.isTruncated).toBe(false)
  let largest = 0
  for (let n = 0; n < 200_000; n++) {
    model.apply({ itemId: `item-${n}`, sessionId: `session-${n}`, atMs: 1e6 + n })
    if (n % 1_000 === 0) largest = Math.max(largest, model.bytes)
  }
  expect(model.isTruncated).toBe(true)
  expect(largest).toBeLessThan(1.5 * maxBytes)
  expect(next(model)).toEqual(before)
})

it('if nothing occurs only once, the oldest events are forgotten', () => {
  const model = new NextItemModel({ maxBytes })
  for (let n = 0; n < 100_000; n++) model.apply({ itemId: `item-${n >> 1}`, sessionId: `s-${n >> 2}`, atMs: n * 1e8 })
  expect(model.bytes).toBeLessThan(1.5 * maxBytes)
  expect([model.knows('item-0'), model.knows('item-49999')]).toEqual([false, true])
})

it('a snapshot that needs more memory than a model may hold is loaded without what was forgotten', () => {
  const large = new NextItemModel()
  for (let n = 0; n < 100_000; n++) large.apply({ itemId: `item-${n}`, sessionId: `s-${n}`, atMs: n })
  const loaded = NextItemModel.decode(large.encode(), { maxBytes })
  expect(loaded.bytes).toBeLessThan(maxBytes)
  expect(loaded.isTruncated).toBe(true)
})

it('rejects a memory in which no model fits', () => {
  expect(() => new NextItemModel({ maxBytes: 1_000 })).toThrow('maxBytes must be at least 100,000, got 1000')
})
