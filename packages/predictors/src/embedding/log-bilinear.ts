/** Numbers per vector. */
export const dimensions = 32
/** Items of a context that count, newest first. */
export const positions = 20

/** The numbers of a model: position weights, then the inputs, the outputs and the biases of all rows. */
const sizeOf = (rows: number) => positions * dimensions + rows * (2 * dimensions + 1)

/** How many rows a model with these numbers has; no whole number if they are of no model. */
export const rowsIn = ({ length }: Float32Array) => (length - positions * dimensions) / (2 * dimensions + 1)

/** Memory per row. */
export const rowBytes = Float32Array.BYTES_PER_ELEMENT * (2 * dimensions + 1)

/**
 * The log-bilinear model of the next item (Mnih & Hinton, "Three new graphical models for statistical language
 * modelling", ICML 2007): score(next) = c · output(next) + bias(next), where c = Σ weight(distance) ⊙ input(item) over
 * the last items. Items are rows, numbered from 0.
 */
export class LogBilinear {
  readonly rows: number
  /** All numbers, in one column; the others are views of it. */
  readonly numbers: Float32Array<ArrayBuffer>
  /** Per distance back from the next item. */
  readonly weights: Float32Array
  readonly inputs: Float32Array
  readonly outputs: Float32Array
  readonly biases: Float32Array
  /** Scratch: the sum that stands for the context. */
  readonly context = new Float32Array(dimensions)

  /** @param numbers of a model with as many rows; without them, all are 0 */
  constructor(rows: number, numbers = new Float32Array(sizeOf(rows))) {
    if (numbers.length !== sizeOf(rows))
      throw new RangeError(`a model of ${rows} rows has ${sizeOf(rows)} numbers, got ${numbers.length}`)
    this.rows = rows
    this.numbers = numbers
    const [shared, vectors] = [positions * dimensions, rows * dimensions]
    this.weights = numbers.subarray(0, shared)
    this.inputs = numbers.subarray(shared, shared + vectors)
    this.outputs = numbers.subarray(shared + vectors, shared + 2 * vectors)
    this.biases = numbers.subarray(shared + 2 * vectors)
  }

  /** Starts a context without items. */
  clear(): void {
    this.context.fill(0)
  }

  /** Adds an item of the context. @param distance 0 for the last item; below `positions` */
  add(row: number, distance: number): void {
    const { context, weights, inputs } = this
    const [from, at] = [row * dimensions, distance * dimensions]
    for (let f = 0; f < dimensions; f++) context[f] = context[f]! + weights[at + f]! * inputs[from + f]!
  }

  /** The score of an item after the context: a logarithm of its odds, up to a constant. */
  score(row: number): number {
    const { context, outputs } = this
    const from = row * dimensions
    let sum = this.biases[row]!
    for (let f = 0; f < dimensions; f++) sum += context[f]! * outputs[from + f]!
    return sum
  }
}
