import { addRows } from './add-rows.ts'

/** A column of this share of the whole is noise. */
const noise = 1e-12
/** How many rows are processed together: few enough to stay in the cache. */
const panel = 16

/** Xᵀ · X of a dense matrix of rows. */
export function gram(x: Float32Array, width: number): Float64Array {
  const product = new Float64Array(width * width)
  const lines = Array.from({ length: width }, (_, i) => product.subarray(i * width, (i + 1) * width))
  const factors = new Float32Array(panel)
  const count = x.length / Math.max(1, width)
  const numbers = consecutive(count)
  for (let row = 0; row < count; row += panel) {
    const end = Math.min(count, row + panel)
    const rows = numbers.subarray(row, end)
    lines.forEach((line, i) => {
      for (let n = row; n < end; n++) factors[n - row] = x[n * width + i]!
      addRows(line, x, { rows, factors, from: 0, to: end - row }, i)
    })
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) product[i * width + j] = product[j * width + i]!
  }
  return product
}

/** X · Y, where Y has as many rows as X has columns. `isTriangular` says that Y is 0 below its diagonal. */
export function times(x: Float32Array, y: Float32Array, width: number, isTriangular = false): Float32Array {
  const newWidth = y.length / Math.max(1, width)
  const product = new Float32Array((x.length / Math.max(1, width)) * newWidth)
  const rows = consecutive(width)
  const sum = new Float64Array(newWidth)
  for (let start = 0, at = 0; start < x.length; start += width, at += newWidth) {
    const factors = x.subarray(start, start + width)
    sum.fill(0)
    for (let from = 0; from < width; from += panel) {
      addRows(sum, y, { rows, factors, from, to: Math.min(width, from + panel) }, isTriangular ? from : 0)
    }
    product.set(sum, at)
  }
  return product
}

/**
 * Orthonormal columns that span the column space of X, by Cholesky QR (Yamamoto, Nakatsukasa, Yanagisawa, Fukaya 2015).
 * One pass loses digits if X is ill-conditioned; a second pass restores them.
 */
export function orthonormalise(x: Float32Array, width: number, passes: 1 | 2): Float32Array {
  let found = x
  for (let pass = 0; pass < passes; pass++) {
    found = times(found, inverse(choleskyFactor(gram(found, width), width), width), width, true)
  }
  return found
}

const consecutive = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, n) => n)

/** The upper triangular R of RᵀR = G. A pivot that is only noise is kept away from zero. */
function choleskyFactor(g: Float64Array, width: number): Float64Array {
  const r = new Float64Array(width * width)
  let trace = 0
  for (let i = 0; i < width; i++) trace += g[i * width + i]!
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      let sum = g[i * width + j]!
      for (let k = 0; k < i; k++) sum -= r[k * width + i]! * r[k * width + j]!
      const pivot = i === j ? Math.sqrt(Math.max(sum, noise * trace, Number.MIN_VALUE)) : 0
      r[i * width + j] = i === j ? pivot : sum / r[i * width + i]!
    }
  }
  return r
}

/** The inverse of an upper triangular matrix. */
function inverse(r: Float64Array, width: number): Float32Array {
  const found = new Float64Array(width * width)
  for (let j = 0; j < width; j++) {
    found[j * width + j] = 1 / r[j * width + j]!
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0
      for (let k = i + 1; k <= j; k++) sum += r[i * width + k]! * found[k * width + j]!
      found[i * width + j] = -sum / r[i * width + i]!
    }
  }
  return Float32Array.from(found)
}
