/**
 * Numbers in [0, 1) that depend on n only, so that the n-th iteration sends the same in each run and on each tool.
 * Xorshift of 32 bits: G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8 (14), 2003.
 */
export function randomOf(n: number): () => number {
  // Multiplied by 2^32 divided by the golden ratio, neighbours are far from each other; the state must not be 0.
  let state = Math.imul(n + 1, 0x9e3779b1) || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  for (let skipped = 0; skipped < 8; skipped++) next()
  return next
}

/** A number below `count`; n is drawn about in proportion to 1 / (n + 1) (Zipf). */
export const zipf = (count: number, random: () => number): number => Math.floor((count + 1) ** random()) - 1
