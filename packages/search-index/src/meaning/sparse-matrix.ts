export interface SparseRow {
  readonly columns: readonly number[]
  readonly values: readonly number[]
}

/** A matrix of few values in compressed rows. Dense matrices beside it are rows one after the other, `width` numbers each. */
export class SparseMatrix {
  readonly rows: number
  readonly columns: number
  readonly #starts: Uint32Array
  readonly #columnOf: Uint32Array
  readonly #values: Float32Array

  constructor(rows: readonly SparseRow[], columns: number) {
    const length = rows.reduce((sum, row) => sum + row.columns.length, 0)
    this.rows = rows.length
    this.columns = columns
    this.#starts = new Uint32Array(rows.length + 1)
    this.#columnOf = new Uint32Array(length)
    this.#values = new Float32Array(length)
    rows.forEach((row, n) => {
      const start = this.#starts[n] as number
      this.#columnOf.set(row.columns, start)
      this.#values.set(row.values, start)
      this.#starts[n + 1] = start + row.columns.length
    })
  }

  /** A · X, for X of as many rows as this has columns. */
  times(x: Float32Array, width: number): Float32Array {
    const product = new Float32Array(this.rows * width)
    this.#forEach((row, column, value) => addRow(product, row * width, x, column * width, width, value))
    return product
  }

  /** Aᵀ · X, for X of as many rows as this has. */
  transposedTimes(x: Float32Array, width: number): Float32Array {
    const product = new Float32Array(this.columns * width)
    this.#forEach((row, column, value) => addRow(product, column * width, x, row * width, width, value))
    return product
  }

  #forEach(visit: (row: number, column: number, value: number) => void): void {
    for (let row = 0; row < this.rows; row++) {
      const end = this.#starts[row + 1] as number
      for (let i = this.#starts[row] as number; i < end; i++) {
        visit(row, this.#columnOf[i] as number, this.#values[i] as number)
      }
    }
  }
}

function addRow(to: Float32Array, at: number, from: Float32Array, start: number, width: number, factor: number): void {
  for (let i = 0; i < width; i++) to[at + i] = (to[at + i] as number) + factor * (from[start + i] as number)
}
