import { seededRandom } from '@inkling/learning'
import { gram, orthonormalise } from './orthonormalise.ts'
import type { SparseMatrix } from './sparse-matrix.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/** More directions than are asked for make those asked for nearly exact. */
const OVERSAMPLING = 16
const POWER_ITERATIONS = 2
const SEED = 1

export interface SingularVectors {
  /** At most as many as were asked for; fewer for a matrix of lower rank. */
  readonly count: number
  /** A row of `count` numbers for each column of the matrix: its part in each vector, that of the largest singular value first. */
  readonly vectors: Float32Array
}

/**
 * The leading right singular vectors of a matrix: randomised range finder with power iterations, orthonormalised between them
 * (Halko, Martinsson, Tropp: Finding structure with randomness, SIAM Review 2011, algorithms 4.4 and 5.1). The same every time.
 */
export function rightSingularVectors(matrix: SparseMatrix, count: number): SingularVectors {
  const width = Math.min(count + OVERSAMPLING, matrix.rows, matrix.columns)
  const random = seededRandom(SEED)
  // A sum of three uniform numbers is normal enough for a random projection.
  const probe = Float32Array.from({ length: matrix.columns * width }, () => random() + random() + random() - 1.5)
  let range = orthonormalise(matrix.times(probe, width), width)
  for (let n = 0; n < POWER_ITERATIONS; n++) {
    const back = orthonormalise(matrix.transposedTimes(range, width), width)
    range = orthonormalise(matrix.times(back, width), width)
  }
  return rotated(matrix.transposedTimes(range, width), width, count)
}

/** B = Aᵀ·Q holds the singular vectors but for a rotation, the eigenvectors of BᵀB. */
function rotated(b: Float32Array, width: number, countMax: number): SingularVectors {
  const { values, vectors } = symmetricEigen(gram(b, width), width)
  const least = (values[0] ?? 0) * 1e-9
  const count = Math.min(countMax, values.filter((value) => value > least).length)
  const rotatedVectors = new Float32Array((b.length / Math.max(1, width)) * count)
  for (let n = 0; n < count; n++) {
    const vector = vectors[n] as Float64Array
    const scale = 1 / Math.sqrt(values[n] as number)
    for (let row = 0; row * width < b.length; row++) {
      let sum = 0
      for (let i = 0; i < width; i++) sum += (b[row * width + i] as number) * (vector[i] as number)
      rotatedVectors[row * count + n] = sum * scale
    }
  }
  return { count, vectors: rotatedVectors }
}
