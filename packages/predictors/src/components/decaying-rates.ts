export interface DecayingRatesOptions {
  classes: number
  /** When a class has this many cases, its past is halved, so that its rate can change. */
  memoryCases: number
  /** Weight of the guess, in cases. */
  guessCases: number
}

/** Rates of an outcome per class, counted, and drawn towards a guess while a class has few cases. */
export class DecayingRates {
  readonly cases: Float64Array
  readonly hits: Float64Array
  readonly #memoryCases: number
  readonly #guessCases: number

  constructor({ classes, memoryCases, guessCases }: DecayingRatesOptions) {
    this.cases = new Float64Array(classes)
    this.hits = new Float64Array(classes)
    this.#memoryCases = memoryCases
    this.#guessCases = guessCases
  }

  rate(c: number, guess: number): number {
    return (this.hits[c]! + this.#guessCases * guess) / (this.cases[c]! + this.#guessCases)
  }

  count(c: number, isHit: boolean): void {
    if (this.cases[c]! >= this.#memoryCases) {
      this.cases[c] = this.#memoryCases / 2
      this.hits[c] = this.hits[c]! / 2
    }
    this.cases[c] = this.cases[c]! + 1
    if (isHit) this.hits[c] = this.hits[c]! + 1
  }
}
