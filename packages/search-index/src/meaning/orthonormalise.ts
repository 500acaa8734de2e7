/** So small a share of the whole that a column of it is noise. */
const NOISE = 1e-12

/** Xᵀ · X of a dense matrix of rows. */
export function gram(x: Float32Array, width: number): Float64Array {
  const product = new Float64Array(width * width)
  for (let start = 0; start < x.length; start += width) {
    for (let i = 0; i < width; i++) {
      const value = x[start + i] as number
      if (value === 0) continue
      const row = i * width
      for (let j = i; j < width; j++) product[row + j] = (product[row + j] as number) + value * (x[start + j] as number)
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) product[i * width + j] = product[j * width + i] as number
  }
  return product
}

/**
 * Makes the columns of X orthonormal in place, spanning the same space: Cholesky QR, done twice because the first pass
 * loses as many digits as X is ill-conditioned (Yamamoto, Nakatsukasa, Yanagisawa, Fukaya 2015).
 */
export function orthonormalise(x: Float32Array, width: number): Float32Array {
  for (let pass = 0; pass < 2; pass++) solveRight(x, choleskyFactor(gram(x, width), width), width)
  return x
}

/** The upper triangular R of RᵀR = G. A pivot of nothing but noise is kept away from zero. */
function choleskyFactor(g: Float64Array, width: number): Float64Array {
  const r = new Float64Array(width * width)
  let trace = 0
  for (let i = 0; i < width; i++) trace += g[i * width + i] as number
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      let sum = g[i * width + j] as number
      for (let k = 0; k < i; k++) sum -= (r[k * width + i] as number) * (r[k * width + j] as number)
      const pivot = i === j ? Math.sqrt(Math.max(sum, NOISE * trace, Number.MIN_VALUE)) : 0
      r[i * width + j] = i === j ? pivot : sum / (r[i * width + i] as number)
    }
  }
  return r
}

/** X ← X · R⁻¹. */
function solveRight(x: Float32Array, r: Float64Array, width: number): void {
  const row = new Float64Array(width)
  for (let start = 0; start < x.length; start += width) {
    for (let j = 0; j < width; j++) row[j] = x[start + j] as number
    for (let k = 0; k < width; k++) {
      const solved = (row[k] as number) / (r[k * width + k] as number)
      x[start + k] = solved
      for (let j = k + 1; j < width; j++) row[j] = (row[j] as number) - solved * (r[k * width + j] as number)
    }
  }
}
