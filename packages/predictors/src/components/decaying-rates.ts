export interface DecayingRatesOptions {
  classes: number
  /** Cases of a class above which its past is halved, so that rates may change. */
  memoryCases: number
  /** Weight of the guess, in cases. */
  guessCases: number
}

/** How often something happens, counted per class and drawn towards a guess while the cases are few. */
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
