/** In [2^20, 2^21) doubles lie 2^-32 apart. */
const SHIFT = 1.5 * 2 ** 20

/**
 * What a term adds to a score, rounded to a multiple of 2^-32. Sums of such numbers are exact, so that a score is the same
 * to the last bit in whatever order its terms are added; rounding is monotone, so that bounds stay bounds.
 * Right for values below 2^19.
 */
export function contribution(gain: number, saturation: number): number {
  return gain * saturation + SHIFT - SHIFT
}
