import { hashText, mix } from '@inkling/learning'

/** Stands before the first and after the last word, so that a text of one word has shingles, too. */
const boundary = 0x9e3779b9

/** What of a text is compared: hashes of 32 bits, each once, in ascending order. */
export interface Fingerprint {
  readonly words: Uint32Array
  /** Pairs of neighbouring words: w-shingles with w = 2 (Broder 1997, "On the resemblance and containment"). */
  readonly pairs: Uint32Array
}

export function fingerprintOf(words: readonly string[]): Fingerprint {
  const hashes = Uint32Array.from(words, (word) => hashText(word))
  const pairs = new Uint32Array(words.length + 1)
  for (let at = 0; at < pairs.length; at++) pairs[at] = pair(hashes[at - 1] ?? boundary, hashes[at] ?? boundary)
  return { words: distinct(hashes.sort()), pairs: distinct(pairs.sort()) }
}

/** The mean of the shares of words and of pairs of neighbouring words that two texts have in common, from 0 to 1. */
export const similarityOf = (left: Fingerprint, right: Fingerprint): number =>
  (resemblance(left.words, right.words) + resemblance(left.pairs, right.pairs)) / 2

/** The order of the two matters. */
const pair = (left: number, right: number) => mix(Math.imul(left, 31) + right)

function distinct(sorted: Uint32Array): Uint32Array {
  let length = 0
  for (const value of sorted) if (length === 0 || sorted[length - 1] !== value) sorted[length++] = value
  return sorted.slice(0, length)
}

/** The share of two sets that is in both (Jaccard 1901), from 0 to 1: the resemblance of Broder 1997. */
function resemblance(left: Uint32Array, right: Uint32Array): number {
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
