import { addRows } from './add-rows.ts'

export interface SparseRow {
  readonly columns: readonly number[]
  readonly values: readonly number[]
}

/** Compressed sparse rows: row n has the values from `starts[n]` to before `starts[n + 1]`. */
interface Rows {
  readonly starts: Uint32Array
  readonly columnOf: Uint32Array
  readonly values: Float32Array
}

/**
 * A sparse matrix in compressed rows, with its transpose, so that every product gathers and none scatters. Dense
 * matrices are stored by rows of `width` numbers.
 */
export class SparseMatrix {
  readonly rows: number
  readonly columns: number
  readonly #rows: Rows
  readonly #transposed: Rows

  constructor(rows: readonly SparseRow[], columns: number) {
    this.rows = rows.length
    this.columns = columns
    this.#rows = compressed(rows)
    this.#transposed = transposed(this.#rows, columns)
  }

  /** A · X, where X has as many rows as A has columns. */
  times(x: Float32Array, width: number): Float32Array {
    return product(this.#rows, x, width)
  }

  /** Aᵀ · X, where X has as many rows as A. */
  transposedTimes(x: Float32Array, width: number): Float32Array {
    return product(this.#transposed, x, width)
  }
}

function product({ starts, columnOf, values }: Rows, x: Float32Array, width: number): Float32Array {
  const rows = starts.length - 1
  const dense = new Float32Array(rows * width)
  const sum = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    sum.fill(0)
    addRows(sum, x, { rows: columnOf, factors: values, from: starts[row]!, to: starts[row + 1]! })
    dense.set(sum, row * width)
  }
  return dense
}

function compressed(rows: readonly SparseRow[]): Rows {
  const length = rows.reduce((sum, row) => sum + row.columns.length, 0)
  const starts = new Uint32Array(rows.length + 1)
  const columnOf = new Uint32Array(length)
  const values = new Float32Array(length)
  rows.forEach((row, n) => {
    const start = starts[n]!
    columnOf.set(row.columns, start)
    values.set(row.values, start)
    starts[n + 1] = start + row.columns.length
  })
  return { starts, columnOf, values }
}

function transposed({ starts, columnOf, values }: Rows, columns: number): Rows {
  const turned = { starts: new Uint32Array(columns + 1), columnOf: columnOf.slice(), values: values.slice() }
  for (const column of columnOf) turned.starts[column + 1] = turned.starts[column + 1]! + 1
  for (let n = 0; n < columns; n++) turned.starts[n + 1] = turned.starts[n + 1]! + turned.starts[n]!
  const next = turned.starts.slice()
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const column = columnOf[i]!
      const place = next[column]!
      next[column] = place + 1
      turned.columnOf[place] = row
      turned.values[place] = values[i]!
    }
  }
  return turned
}
