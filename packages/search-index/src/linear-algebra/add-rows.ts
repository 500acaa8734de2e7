/** Numbers of rows in a dense matrix, and the factor of each. */
export interface Factors {
  readonly rows: ArrayLike<number>
  readonly factors: ArrayLike<number>
  readonly from: number
  readonly to: number
}

/**
 * Adds the rows numbered `rows[from]` to before `rows[to]` of a dense matrix, times their factors, to `sum`; in each
 * row only the columns from `first` on. Rows have `sum.length` columns. Four rows at a time, because reading and
 * writing the sum takes most of the time.
 */
export function addRows(
  sum: Float64Array,
  matrix: Float32Array,
  { rows, factors, from, to }: Factors,
  first = 0,
): void {
  const width = sum.length
  let n = from
  for (; n + 4 <= to; n += 4) {
    const a = rows[n]! * width
    const b = rows[n + 1]! * width
    const c = rows[n + 2]! * width
    const d = rows[n + 3]! * width
    const [fa, fb] = [factors[n]!, factors[n + 1]!]
    const [fc, fd] = [factors[n + 2]!, factors[n + 3]!]
    for (let i = first; i < width; i++) {
      sum[i] = sum[i]! + fa * matrix[a + i]! + fb * matrix[b + i]! + fc * matrix[c + i]! + fd * matrix[d + i]!
    }
  }
  for (; n < to; n++) {
    const start = rows[n]! * width
    const factor = factors[n]!
    for (let i = first; i < width; i++) sum[i] = sum[i]! + factor * matrix[start + i]!
  }
}
