import { mix } from '@inkling/learning'

/** Two texts of resemblance s share a band with chance 1 - (1 - s^rows)^bands: 0.98 at 0.45, and 0.29 at 0.2. */
export const bands = 42
const rows = 3
const size = bands * rows

/** Odd multipliers and any addends of `x -> ax + b` modulo 2^32, the same on every machine. */
const multipliers = Uint32Array.from({ length: size }, (_, at) => mix(2 * at + 1) | 1)
const addends = Uint32Array.from({ length: size }, (_, at) => mix(2 * at + 2))

/**
 * A hash for each band of the signature of a set. The signature holds the least value of the set under each of 126
 * hash functions; two sets agree in one of them with a chance that is their resemblance (MinHash, Broder 1997). Sets
 * that agree in all rows of a band are candidates (locality-sensitive hashing by banding: Indyk and Motwani 1998;
 * Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4).
 *
 * @param group Sets of different groups share no band.
 */
export function bandsOf(shingles: Uint32Array, group: number): Uint32Array {
  const signature = new Uint32Array(size).fill(0xffffffff)
  for (const shingle of shingles)
    for (let at = 0; at < size; at++) {
      const value = (Math.imul(multipliers[at] ?? 0, shingle) + (addends[at] ?? 0)) >>> 0
      if (value < (signature[at] ?? 0)) signature[at] = value
    }
  return Uint32Array.from({ length: bands }, (_, band) => {
    let hash = group ^ mix(band + 1)
    for (let row = 0; row < rows; row++) hash = mix(Math.imul(hash, 31) + (signature[band * rows + row] ?? 0))
    return hash
  })
}
