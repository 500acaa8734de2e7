import { seededRandom } from '@inkling/learning'
import { gram, orthonormalise, times } from './orthonormalise.ts'
import type { SparseMatrix } from './sparse-matrix.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/** Additional directions make the requested ones nearly exact. */
const oversampling = 16
const powerIterations = 2
const seed = 1

export interface SingularVectors {
  /** At most the requested count; fewer for a matrix of lower rank. */
  readonly count: number
  /**
   * A row of `count` numbers for each column of the matrix: its component in each vector, largest singular value first.
   */
  readonly vectors: Float32Array
}

/**
 * The leading right singular vectors of a matrix: randomised range finder with power iterations, orthonormalised before
 * each (Halko, Martinsson, Tropp: Finding structure with randomness, SIAM Review 2011, algorithms 4.4 and 5.1).
 * Deterministic.
 */
export function rightSingularVectors(matrix: SparseMatrix, count: number): SingularVectors {
  const width = Math.min(count + oversampling, matrix.rows, matrix.columns)
  const random = seededRandom(seed)
  // A sum of three uniform numbers is normal enough for a random projection.
  const probe = Float32Array.from({ length: matrix.columns * width }, () => random() + random() + random() - 1.5)
  let range = matrix.times(probe, width)
  for (let n = 0; n < powerIterations; n++)
    range = matrix.times(matrix.transposedTimes(orthonormalise(range, width, 1), width), width)
  range = orthonormalise(range, width, 2)
  return rotated(matrix.transposedTimes(range, width), width, count)
}

/** B = Aᵀ·Q has the singular vectors up to a rotation, which the eigenvectors of BᵀB give. */
function rotated(b: Float32Array, width: number, countMax: number): SingularVectors {
  const { values, vectors } = symmetricEigen(gram(b, width), width)
  const least = (values[0] ?? 0) * 1e-9
  const count = Math.min(countMax, values.filter((value) => value > least).length)
  const rotation = new Float32Array(width * count)
  for (let n = 0; n < count; n++) {
    const scale = 1 / Math.sqrt(values[n]!)
    for (let i = 0; i < width; i++) rotation[i * count + n] = scale * vectors[n]![i]!
  }
  return { count, vectors: times(b, rotation, width) }
}
