import { NextItemModel } from '@inkling/predictors'
import { describe, expect, it } from 'vitest'
import { RemovedItems } from './removed-items.ts'
import { revisionOf } from './revision.ts'

const atMs = Date.parse('2026-11-21T12:00:00Z')
const like: Record<string, string[]> = { tea: ['cup', 'pot'] }
function visited(neighbours = like): NextItemModel {
  const model = new NextItemModel({ neighboursOf: (itemId) => neighbours[itemId] ?? [] })
  for (const sessionId of ['s', 't'])
    for (const [n, itemId] of ['tea', 'jam', 'tea'].entries()) model.observe({ itemId, sessionId, atMs: atMs + n })
  return model
}
const query = { recent: ['tea'], atMs }

describe('revisionOf', () => {
  it('is equal for models that were made from the same events, items and neighbours', () => {
    expect(revisionOf(visited(), undefined, query)).toEqual(
      revisionOf(visited({ tea: ['cup', 'pot'] }), undefined, query),
    )
  })

  it('tells each change of the model: events, what was learned, late events that take their places, removals', () => {
    const model = visited()
    const look = () => revisionOf(model, undefined, query)
    const before = look()
    model.observe({ itemId: 'jam', sessionId: 's', atMs: atMs + 9 })
    expect(look()).toMatchObject({ events: before.events + 1, cases: before.cases + 1 })
    model.apply({ itemId: 'cup', sessionId: 'u', atMs: atMs - 9 })
    expect(look()).toMatchObject({ late: 1, events: before.events + 2 })
    model.predict(query)
    const settled = look()
    expect(settled).toMatchObject({ late: 0, events: before.events + 2 })
    model.removeSession('u')
    model.apply({ itemId: 'cup', sessionId: 'v', atMs: atMs + 10 })
    expect(look().events).toBe(settled.events)
    expect(look().moves).toBeGreaterThan(settled.moves)
    expect(model.version).not.toBe(visited().version)
  })

  it('tells which neighbours the item has, and none if they had no part in the prediction', () => {
    const alike = (own: object, neighbours = like) =>
      revisionOf(visited(neighbours), undefined, { ...query, ...own }).alike
    expect(alike({})).not.toBe(0)
    expect(alike({}, { tea: ['pot', 'cup'] })).not.toBe(alike({}))
    expect([alike({ recent: ['jam'] }), alike({ without: new Set(['content']) })]).toEqual([0, 0])
  })

  it('a prediction without content is that of a model without neighbours', () => {
    const without = new Set(['content'])
    expect(visited().predict({ ...query, without })).toEqual(visited({}).predict(query))
    expect(visited().predict(query)).not.toEqual(visited({}).predict(query))
  })
})

describe('the digest of removed items', () => {
  it('is equal for equal items, in whatever order they came, and 0 for none', () => {
    const [one, other] = [new RemovedItems(), new RemovedItems()]
    expect(one.digest).toBe(0)
    one.set('a', 5)
    one.set('b', 0, 'c')
    other.set('b', 7)
    other.set('b', 0, 'c')
    expect(other.digest).not.toBe(one.digest)
    other.set('a', 5)
    expect(other.digest).toBe(one.digest)
    other.set('b', 0, 'd')
    expect(other.digest).not.toBe(one.digest)
    for (const id of ['a', 'b']) other.set(id, Number.POSITIVE_INFINITY)
    expect(other.digest).toBe(0)
  })
})
