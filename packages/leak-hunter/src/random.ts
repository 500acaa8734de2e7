/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number

/** The same numbers for the same seed (mulberry32). @param seed an integer from 0 to 2³² - 1 */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of them by chance; undefined of none. */
export const pick = <T>(random: Random, from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]

/** Consonants without `s`: no language's analyser takes an ending off or splits such a word. */
const letters = 'bcdfghjkmnpqvwxz'
export const canaries = /zq[bcdfghjkmnpqvwxz]{16}/g

/** A word of 64 random bits that is an id, a word of a text and a name alike, and stands nowhere else. */
export const createCanary = (random: Random): string =>
  `zq${Array.from({ length: 16 }, () => letters[Math.floor(random() * letters.length)]).join('')}`
