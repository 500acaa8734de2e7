import { describe, expect, it } from 'vitest'
import { NamedMeans } from './named-means.ts'

function meansOf(...sources: [named: Record<string, number[]>, weight: number][]): NamedMeans {
  const means = new NamedMeans()
  for (const [named, weight] of sources) means.add(named, weight)
  return means
}

describe('NamedMeans', () => {
  it('computes weighted means element by element', () => {
    expect(meansOf([{ a: [1, 0] }, 1], [{ a: [4, 3] }, 2]).of(2)).toEqual({ a: [3, 2] })
  })

  it('leaves out names that too few sources have', () => {
    expect(meansOf([{ a: [1], b: [1] }, 1], [{ a: [3] }, 1]).of(2)).toEqual({ a: [2] })
  })

  it('takes nothing from a source without weight', () => {
    expect(meansOf([{ a: [1] }, 1], [{ a: [3] }, 0]).of(2)).toEqual({})
  })

  it('leaves out vectors of another length or with values that are not numbers', () => {
    expect(meansOf([{ a: [1] }, 1], [{ a: [3, 4] }, 1], [{ a: [Number.NaN] }, 1]).of(1)).toEqual({ a: [1] })
  })
})
