const sweepsMax = 30
const converged = 1e-18

export interface Eigen {
  /** Descending. */
  readonly values: readonly number[]
  /** One for each value. */
  readonly vectors: readonly Float64Array[]
}

/**
 * Eigenvalues and vectors of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations,
 * 8.5).
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = Array.from({ length: size }, (_, n) => matrix.slice(n * size, (n + 1) * size))
  // Rows of V are the vectors, so that a rotation walks along rows alone.
  const v = a.map((_, n) => new Float64Array(size).fill(1, n, n + 1))
  const total = matrix.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < sweepsMax && offDiagonal(a) > converged * total; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, p, q)
  }
  const order = [...a.keys()].sort((i, j) => at(a, j, j) - at(a, i, i) || i - j)
  return { values: order.map((n) => at(a, n, n)), vectors: order.map((n) => v[n]!) }
}

function at(a: readonly Float64Array[], i: number, j: number): number {
  return a[i]![j]!
}

function offDiagonal(a: readonly Float64Array[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) for (let j = i + 1; j < a.length; j++) sum += at(a, i, j) ** 2
  return sum
}

/** Makes a[p][q] zero. Later rotations read only entries above the diagonal; both halves are kept equal. */
function rotate(a: readonly Float64Array[], v: readonly Float64Array[], p: number, q: number): void {
  const apq = at(a, p, q)
  if (apq === 0) return
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * apq)
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cos = 1 / Math.sqrt(t * t + 1)
  const sin = t * cos
  const [rowP, rowQ] = [a[p]!, a[q]!]
  const [app, aqq] = [at(a, p, p) - t * apq, at(a, q, q) + t * apq]
  turn(rowP, rowQ, cos, sin)
  for (let k = 0; k < a.length; k++) {
    const row = a[k]!
    row[p] = rowP[k]!
    row[q] = rowQ[k]!
  }
  rowP[p] = app
  rowQ[q] = aqq
  rowP[q] = 0
  rowQ[p] = 0
  turn(v[p]!, v[q]!, cos, sin)
}

function turn(x: Float64Array, y: Float64Array, cos: number, sin: number): void {
  for (let k = 0; k < x.length; k++) {
    const [xk, yk] = [x[k]!, y[k]!]
    x[k] = cos * xk - sin * yk
    y[k] = sin * xk + cos * yk
  }
}
