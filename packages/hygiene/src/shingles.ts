import { hashText, mix } from './hash.ts'

/** Stands before the first and after the last word, so that a text of one word has shingles, too. */
const boundary = 0x9e3779b9

/**
 * The set of pairs of neighbouring words (w-shingles with w = 2; Broder 1997, "On the resemblance and containment of
 * documents"), each as a hash of 32 bits, in ascending order.
 */
export function shinglesOf(words: readonly string[]): Uint32Array {
  const hashes = new Uint32Array(words.length + 1)
  let before = boundary
  for (const [place, word] of words.entries()) {
    const hash = hashText(word)
    hashes[place] = pair(before, hash)
    before = hash
  }
  hashes[words.length] = pair(before, boundary)
  return distinct(hashes.sort())
}

/** The order of the two matters. */
const pair = (left: number, right: number) => mix(Math.imul(left, 31) + right)

function distinct(sorted: Uint32Array): Uint32Array {
  let length = 0
  for (const value of sorted) if (length === 0 || sorted[length - 1] !== value) sorted[length++] = value
  return sorted.slice(0, length)
}

/** The share of two sets that is in both (Jaccard 1901), from 0 to 1: the resemblance of Broder 1997. */
export function resemblance(left: Uint32Array, right: Uint32Array): number {
  let common = 0
  for (let l = 0, r = 0; l < left.length && r < right.length; ) {
    const difference = (left[l] ?? 0) - (right[r] ?? 0)
    if (difference === 0) common++
    if (difference <= 0) l++
    if (difference >= 0) r++
  }
  const all = left.length + right.length - common
  return all === 0 ? 1 : common / all
}
