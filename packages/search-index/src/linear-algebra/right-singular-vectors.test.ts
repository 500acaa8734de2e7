import { seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { rightSingularVectors } from './right-singular-vectors.ts'
import { SparseMatrix } from './sparse-matrix.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

const dense = (rows: readonly (readonly number[])[]): SparseMatrix =>
  new SparseMatrix(
    rows.map((values) => ({ columns: values.map((_, column) => column), values })),
    rows[0]?.length ?? 0,
  )

describe('rightSingularVectors', () => {
  it('gives the vectors of the largest singular values, in order', () => {
    const { count, vectors } = rightSingularVectors(
      dense([
        [3, 0, 0],
        [0, 0, 7],
        [0, 5, 0],
        [0, 0, 0],
      ]),
      2,
    )
    expect(count).toBe(2)
    const rounded = Array.from(vectors, (value) => Math.abs(Math.round(value * 1e3) / 1e3))
    expect(rounded).toEqual([0, 0, 0, 1, 1, 0])
  })

  it('gives at most as many vectors as the rank', () => {
    expect(
      rightSingularVectors(
        dense([
          [1, 2],
          [2, 4],
          [3, 6],
        ]),
        2,
      ).count,
    ).toBe(1)
    expect(rightSingularVectors(new SparseMatrix([], 0), 5).count).toBe(0)
  })

  it('gives orthonormal vectors that keep nearly all of the energy', () => {
    const random = seededRandom(3)
    const left = Array.from({ length: 60 }, () => Array.from({ length: 3 }, random))
    const right = Array.from({ length: 3 }, () => Array.from({ length: 40 }, random))
    const rows = left.map((row) =>
      Array.from({ length: 40 }, (_, j) => row.reduce((sum, value, k) => sum + value * (right[k]?.[j] ?? 0), 0)),
    )
    const matrix = dense(rows)
    const { count, vectors } = rightSingularVectors(matrix, 3)
    const product = (a: number, b: number): number =>
      Array.from({ length: 40 }, (_, j) => (vectors[j * count + a] ?? 0) * (vectors[j * count + b] ?? 0)).reduce(
        (x, y) => x + y,
      )
    expect(product(0, 0)).toBeCloseTo(1, 4)
    expect(product(0, 2)).toBeCloseTo(0, 4)
    const energy = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0)
    expect(energy([...matrix.times(vectors, count)]) / energy(rows.flat())).toBeCloseTo(1, 5)
  })
})

it('symmetricEigen gives values and vectors, the largest first', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
  expect(values[0]).toBeCloseTo(3, 12)
  expect(values[1]).toBeCloseTo(1, 12)
  expect(vectors[0]?.[0]).toBeCloseTo(vectors[0]?.[1] ?? Number.NaN, 12)
})
