import { seededRandom as uniform } from '@inkling/learning'

export type Random = {
  /** Uniform in [0, 1). */
  unit(): number
  between(low: number, high: number): number
  /** Uniform over the whole numbers 0 … count − 1. */
  below(count: number): number
  chance(probability: number): boolean
  /** Standard normal. */
  normal(): number
  /** A Poisson number with this mean; meant for means of at most a few. */
  count(mean: number): number
  /** One of the choices, in proportion to its weight, 1 by default. @throws RangeError if no choice has a weight. */
  pick<T>(choices: readonly T[], weightOf?: (choice: T) => number): T
  /** A separate stream: the numbers that one consumer draws never change those of another. */
  fork(): Random
}

/** Reproducible random numbers of several distributions, made from {@link uniform}. */
export function seededRandom(seed: number): Random {
  const unit = uniform(seed)
  const random: Random = {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    below: (count) => Math.floor(unit() * count),
    chance: (probability) => unit() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    count: (mean) => poisson(mean, unit),
    pick: (choices, weightOf = () => 1) => pickWeighted(choices, weightOf, unit),
    fork: () => seededRandom(Math.floor(unit() * 2 ** 32)),
  }
  return random
}

/** Knuth, The Art of Computer Programming 2, 3.4.1: multiply uniform numbers until the product is below e^−mean. */
function poisson(mean: number, unit: () => number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = unit(); product > limit; product *= unit()) count += 1
  return count
}

function pickWeighted<T>(choices: readonly T[], weightOf: (choice: T) => number, unit: () => number): T {
  const total = choices.reduce((sum, choice) => sum + weightOf(choice), 0)
  let left = unit() * total
  for (const choice of choices) {
    left -= weightOf(choice)
    if (left < 0) return choice
  }
  throw new RangeError(`pick needs a choice of positive weight, got ${choices.length} choices of total weight ${total}`)
}
