import { DecayingRates } from '../components/decaying-rates.ts'

/** Halvings of the mass per class, and the number of classes. */
const resolution = 2
const classes = 64
const memoryCases = 5_000
/** Weight, in cases, of the rate over all classes in that of one class, and of the first guess in the rate over all. */
const guessCases = 10

/**
 * The probability that the next item is missing from a list, counted by the mass of the list: a list with little
 * evidence is missed more often. The counting form of PPM's escape probability (Moffat, "Implementing the PPM data
 * compression scheme", IEEE Trans. Commun. 38, 1990).
 */
export class EscapeProbability {
  readonly #guess: number
  /** Of misses, per class and, as the last, over all. */
  readonly #rates = new DecayingRates({ classes: classes + 1, memoryCases, guessCases })

  /** @param guess the probability before any case, strictly between 0 and 1 */
  constructor(guess: number) {
    this.#guess = guess
  }

  /** Returns a probability strictly between 0 and 1. @param mass sum of the raw scores, above 0 */
  probability(mass: number): number {
    return this.#rates.rate(classOf(mass), this.overall)
  }

  /** The probability over all classes. */
  get overall(): number {
    return this.#rates.rate(classes, this.#guess)
  }

  learn(mass: number, missed: boolean): void {
    this.#rates.count(classOf(mass), missed)
    this.#rates.count(classes, missed)
  }

  get state(): number[] {
    return [...this.#rates.cases, ...this.#rates.hits]
  }

  restore(state: readonly number[]): void {
    this.#rates.restore(state.slice(0, classes + 1), state.slice(classes + 1, 2 * (classes + 1)))
  }
}

function classOf(mass: number): number {
  return Math.min(classes - 1, Math.max(0, Math.round(Math.log2(mass) * resolution) + classes / 2))
}
