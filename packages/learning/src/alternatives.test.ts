import { describe, expect, it } from 'vitest'
import { Alternatives } from './alternatives.ts'

/** So many alternatives; the n-th is of kind n, with offset −n, probability n / 10 and features 10n + 1 and 10n + 2. */
function filled(count: number, room?: number): Alternatives {
  const alternatives = new Alternatives(2, room)
  for (let n = 0; n < count; n++) {
    expect(alternatives.add(n, -n)).toBe(n)
    alternatives.set(n, 0, 10 * n + 1)
    alternatives.set(n, 1, 10 * n + 2)
    alternatives.setProbability(n, n / 10)
  }
  return alternatives
}

const rows = (alternatives: Alternatives) =>
  Array.from({ length: alternatives.size }, (_, n) => [
    alternatives.kind(n),
    alternatives.offset(n) + 0,
    alternatives.probability(n),
    alternatives.feature(n, 0),
    alternatives.feature(n, 1),
  ])

describe('Alternatives', () => {
  it('hold a kind, an offset, a probability and features each', () => {
    expect(rows(filled(3))).toEqual([
      [0, 0, 0, 1, 2],
      [1, -1, 0.1, 11, 12],
      [2, -2, 0.2, 21, 22],
    ])
  })

  it('keep all of that when they outgrow their room', () => {
    expect(rows(filled(9, 1))).toEqual(rows(filled(9, 100)))
    expect(filled(9, 1).heldBytes).toBe(filled(9, 16).heldBytes)
  })

  it('tell the memory that their room takes, not counting kinds beyond a byte each', () => {
    // Two features, offset and probability of 8 bytes each, and a kind of 1 byte.
    expect(new Alternatives(2, 4).heldBytes).toBe(4 * (2 * 8 + 2 * 8 + 1))
    expect(filled(4, 4).heldBytes).toBe(new Alternatives(2, 4).heldBytes)
    expect(filled(5, 4).heldBytes).toBe(new Alternatives(2, 8).heldBytes)
  })

  it('begin with features of 0, after a clear too', () => {
    const alternatives = filled(3)
    alternatives.clear()
    expect(alternatives.size).toBe(0)
    for (let n = 0; n < 3; n++) expect(alternatives.add(0, 0)).toBe(n)
    expect([0, 1, 2].map((n) => [alternatives.feature(n, 0), alternatives.feature(n, 1)])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
  })

  it('multiply features with weights that begin at a place', () => {
    const alternatives = filled(2)
    expect(alternatives.dot(1, Float64Array.of(9, 2, 3, 9), 1)).toBe(11 * 2 + 12 * 3)
    expect(alternatives.dot(0, Float64Array.of(5, 7), 0)).toBe(5 + 2 * 7)
  })
})
