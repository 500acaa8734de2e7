import { describe, expect, it } from 'vitest'
import { Interner } from '../log/interner.ts'
import { ItemEmbedding } from './item-embedding.ts'
import { dimensions, LogBilinear, positions, rowBytes } from './log-bilinear.ts'

/** The items 'a', 'b' and 'c', of which 'b' has no vector. */
function world() {
  const names = new Interner()
  for (const name of 'abc') names.intern(name)
  const model = new LogBilinear(2)
  for (let at = 0; at < model.numbers.length; at++) model.numbers[at] = Math.sin(at)
  const embedding = new ItemEmbedding()
  embedding.adopt(Int32Array.from([1, 0, 2]), model)
  return { names, model, embedding }
}

describe('ItemEmbedding', () => {
  it('scores items in the context of the last ones that have a vector', () => {
    const { model, embedding } = world()
    expect(embedding.begin([0, 1])).toBe(true)
    model.clear()
    model.add(0, 1)
    expect(embedding.score(2)).toBe(model.score(1))
  })

  it('has no score for an item without a vector, and no context where no item has one', () => {
    const { embedding } = world()
    expect([1, 3, -1].map((item) => embedding.score(item))).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect([[1], [-1], [9], []].map((items) => embedding.begin(items))).toEqual([false, false, false, false])
    expect(new ItemEmbedding().begin([0])).toBe(false)
  })

  it('reads no more items of a context than there are weights for', () => {
    const { embedding } = world()
    const others = Array<number>(positions).fill(1)
    expect(embedding.begin([0, ...others.slice(1)])).toBe(true)
    expect(embedding.begin([0, ...others])).toBe(false)
  })

  it('keeps the vectors of items that a log numbers anew, and forgets those of items that it forgot', () => {
    const { names, embedding } = world()
    embedding.begin([0])
    const before = embedding.score(0)
    const after = new Interner()
    for (const name of ['x', 'a', 'b']) after.intern(name)
    embedding.renumber(names, after)
    embedding.begin([1])
    expect(embedding.score(1)).toBe(before)
    expect([0, 2].map((item) => embedding.score(item))).toEqual([Number.NaN, Number.NaN])
    const loaded = new ItemEmbedding()
    loaded.restore(embedding.state)
    loaded.begin([1])
    expect(loaded.score(1)).toBe(before)
  })

  it('is the same after it was stored and loaded, and empty if what was stored is of another shape', () => {
    const { embedding } = world()
    const loaded = new ItemEmbedding()
    loaded.restore(embedding.state)
    for (const each of [embedding, loaded]) each.begin([0, 2])
    expect(loaded.score(0)).toBe(embedding.score(0))
    expect(loaded.state).toEqual(embedding.state)
    for (const numbers of [new Float32Array(0), embedding.state.numbers.subarray(1)]) {
      loaded.restore({ rows: embedding.state.rows, numbers })
      expect(loaded.begin([0])).toBe(false)
    }
    expect([new ItemEmbedding().heldBytes, embedding.heldBytes]).toEqual([
      0,
      4 * (3 + positions * dimensions) + 2 * rowBytes,
    ])
  })
})
