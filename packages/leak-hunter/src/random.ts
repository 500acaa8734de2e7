import { hash } from 'node:crypto'

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

/**
 * Makes words of 64 bits that are an id, a word of a text and a name alike, and stand nowhere else. The n-th word for a
 * place is the same for the same seed, whatever else was made: in a later hunt it has the same role.
 */
export function canaryMaker(seed: number): (place: string) => string {
  const counts = new Map<string, number>()
  return (place) => {
    const n = (counts.get(place) ?? 0) + 1
    counts.set(place, n)
    const bytes = hash('sha256', JSON.stringify([seed, place, n]), 'buffer').subarray(0, 16)
    return `zq${Array.from(bytes, (byte) => letters[byte % letters.length]).join('')}`
  }
}
