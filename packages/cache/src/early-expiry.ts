/** Each value loses up to this share of its lifetime at random, so that values of one moment do not end together. */
const jitter = 0.1

export const jittered = (ttlMs: number, random: () => number): number => ttlMs * (1 - jitter * random())

/** A load time that an exponential variable exceeds once in 10,000 draws. */
const farthest = 9.2

/**
 * Whether to load a value again before it expires. The probability rises towards the expiry, the earlier the longer a
 * load takes: XFetch with beta 1, from Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede
 * Prevention", VLDB 2015.
 */
export function isEarlyRefresh(remainingMs: number, loadMs: number, random: () => number): boolean {
  return remainingMs < loadMs * farthest && remainingMs <= -loadMs * Math.log(random())
}
