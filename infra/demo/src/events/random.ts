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
  /** How often something of this mean rate happens: Poisson, for means of a few at most. */
  count(mean: number): number
  /** One of the choices, in proportion to the weights; uniform without. Throws RangeError when there are none. */
  pick<T>(choices: readonly T[], weightOf?: (choice: T) => number): T
  /** A stream of its own, so that what one consumer draws never shifts what another sees. */
  fork(): Random
}

/** Reproducible randomness of many shapes, as from {@link uniform}. */
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

/** Knuth, The Art of Computer Programming 2, 3.4.1: multiply uniforms until they fall below e^−mean. */
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
