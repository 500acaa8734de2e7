/** Readings of less variation than this say nothing about a relation. */
const leastVariation = 0.01

/** How strongly the last pairs of readings rise and fall together. */
export class CorrelationWindow {
  readonly #size: number
  readonly #pairs: (readonly [x: number, y: number])[] = []

  constructor(size: number) {
    this.#size = size
  }

  /** Pearson's coefficient, -1 to 1; undefined while x varies by less than 1 %. 0 if only y does. */
  add(x: number, y: number): number | undefined {
    this.#pairs.push([x, y])
    if (this.#pairs.length > this.#size) this.#pairs.shift()
    const xs = spread(this.#pairs.map(([value]) => value))
    const ys = spread(this.#pairs.map(([, value]) => value))
    if (this.#pairs.length < 3 || xs.variation < leastVariation) return undefined
    if (ys.variation < leastVariation) return 0
    const products = this.#pairs.map(([a, b]) => (a - xs.mean) * (b - ys.mean))
    return sum(products) / this.#pairs.length / (xs.deviation * ys.deviation)
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

function spread(values: readonly number[]) {
  const mean = sum(values) / values.length
  const deviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length)
  return { mean, deviation, variation: deviation / mean }
}
