import { untouched } from '@inkling/learning'

export interface DecayingRatesOptions {
  classes: number
  /** When a class has this many cases, its past is halved, so that its rate can change. */
  memoryCases: number
  /** Weight of the guess, in cases. */
  guessCases: number
}

/** Rates of an outcome per class, counted, and drawn towards a guess while a class has few cases. */
export class DecayingRates {
  #cases: Float64Array
  #hits: Float64Array
  #isUntouched = true
  readonly #memoryCases: number
  readonly #guessCases: number

  constructor({ classes, memoryCases, guessCases }: DecayingRatesOptions) {
    this.#cases = untouched(classes)
    this.#hits = untouched(classes)
    this.#memoryCases = memoryCases
    this.#guessCases = guessCases
  }

  get cases(): readonly number[] {
    return [...this.#cases]
  }

  get hits(): readonly number[] {
    return [...this.#hits]
  }

  restore(cases: readonly number[], hits: readonly number[]): void {
    this.#own()
    this.#cases.set(cases)
    this.#hits.set(hits)
  }

  rate(c: number, guess: number): number {
    return (this.#hits[c]! + this.#guessCases * guess) / (this.#cases[c]! + this.#guessCases)
  }

  count(c: number, isHit: boolean): void {
    if (this.#isUntouched) this.#own()
    if (this.#cases[c]! >= this.#memoryCases) {
      this.#cases[c] = this.#memoryCases / 2
      this.#hits[c] = this.#hits[c]! / 2
    }
    this.#cases[c] = this.#cases[c]! + 1
    if (isHit) this.#hits[c] = this.#hits[c]! + 1
  }
  /** Takes columns of its own before the first write. */
  #own(): void {
    this.#isUntouched = false
    this.#cases = this.#cases.slice()
    this.#hits = this.#hits.slice()
  }
}
