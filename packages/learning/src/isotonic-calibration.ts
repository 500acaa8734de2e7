const bins = 64
/** Bins per doubling of the odds; the lowest bin holds all odds below 2^-12. */
const binsPerDoubling = 4
const lowestLog2 = -12
/** Weight, in predictions, of the assumption that a bin is right. */
const faith = 50
/** When a bin has this many predictions, its past is halved, so that it can change. */
const memory = 20_000
const casesBetweenFits = 200
const epsilon = 1e-9

/**
 * Maps predicted probabilities to observed frequencies without changing their order. Isotonic regression (Zadrozny &
 * Elkan, KDD 2002) pools adjacent violators over bins of the prediction, and is fitted again every 200 cases. It is
 * linear between the centres of pooled bins, so that different predictions stay different. Bins with few predictions
 * change little.
 */
export class IsotonicCalibration {
  /** Per bin: predictions, sum of their probabilities, number that came true. */
  readonly #promises = new Float64Array(bins)
  readonly #promised = new Float64Array(bins)
  readonly #happened = new Float64Array(bins)
  #cases = 0
  /** Centres of pooled bins, rising in both; from (0, 0) to (1, 1). */
  #from: number[] = [0, 1]
  #to: number[] = [0, 1]

  /** The calibrated probability, in [0, 1]. It never falls when the prediction rises. */
  calibrated(promise: number): number {
    let n = 1
    while (n < this.#from.length - 1 && promise > (this.#from[n] as number)) n++
    const [x0, x1] = [this.#from[n - 1] as number, this.#from[n] as number]
    const [y0, y1] = [this.#to[n - 1] as number, this.#to[n] as number]
    return Math.min(1, y0 + ((y1 - y0) * (promise - x0)) / (x1 - x0))
  }

  add(promise: number, happened: boolean): void {
    const bin = binOf(promise)
    if ((this.#promises[bin] as number) >= memory) {
      for (const sums of [this.#promises, this.#promised, this.#happened]) sums[bin] = (sums[bin] as number) / 2
    }
    this.#promises[bin] = (this.#promises[bin] as number) + 1
    this.#promised[bin] = (this.#promised[bin] as number) + promise
    if (happened) this.#happened[bin] = (this.#happened[bin] as number) + 1
  }

  /** Ends a case, after all its predictions were added. Every 200th case fits again. */
  endCase(): void {
    if (++this.#cases % casesBetweenFits === 0) this.#fit()
  }

  get state(): number[] {
    return [this.#cases, ...this.#promises, ...this.#promised, ...this.#happened, ...this.#from, ...this.#to]
  }

  restore([cases = 0, ...sums]: readonly number[]): void {
    this.#cases = cases
    for (const [i, column] of [this.#promises, this.#promised, this.#happened].entries()) {
      column.set(sums.slice(i * bins, (i + 1) * bins))
    }
    const points = sums.slice(3 * bins)
    this.#from = points.slice(0, points.length / 2)
    this.#to = points.slice(points.length / 2)
  }

  #fit(): void {
    const blocks: Block[] = []
    for (let bin = 0; bin < bins; bin++) {
      const promises = this.#promises[bin] as number
      if (promises === 0) continue
      const from = (this.#promised[bin] as number) / promises
      const to = ((this.#happened[bin] as number) + faith * from) / (promises + faith)
      let block = { weight: promises + faith, from, to }
      for (let last = blocks.at(-1); last && last.to + epsilon >= block.to; last = blocks.at(-1)) {
        block = pooled(last, block)
        blocks.pop()
      }
      blocks.push(block)
    }
    const inner = blocks.filter(({ from, to }) => from > epsilon && from < 1 - epsilon && to > 0 && to < 1)
    this.#from = [0, ...inner.map(({ from }) => from), 1]
    this.#to = [0, ...inner.map(({ to }) => to), 1]
  }
}

type Block = { weight: number; from: number; to: number }

function pooled(a: Block, b: Block): Block {
  const weight = a.weight + b.weight
  const mean = (x: number, y: number) => (a.weight * x + b.weight * y) / weight
  return { weight, from: mean(a.from, b.from), to: mean(a.to, b.to) }
}

function binOf(promise: number): number {
  const log2Odds = Math.log2(Math.max(promise, epsilon) / Math.max(1 - promise, epsilon))
  return Math.min(bins - 1, Math.max(0, Math.floor((log2Odds - lowestLog2) * binsPerDoubling)))
}
