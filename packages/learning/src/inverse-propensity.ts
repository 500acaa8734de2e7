/**
 * The weight of an observation that was made with this propensity: 1 / propensity, clipped (Horvitz & Thompson 1952;
 * clipped: Ionides, "Truncated importance sampling", JCGS 17, 2008). Clipping trades a little bias for much variance.
 *
 * @param propensity in [0, 1]; at 0 the weight is `most`
 * @param most the greatest weight
 */
export function clippedInversePropensity(propensity: number, most = 10): number {
  if (!(propensity >= 0 && propensity <= 1))
    throw new RangeError(`propensity must be at least 0 and at most 1, got ${propensity}`)
  if (!(most >= 1)) throw new RangeError(`most must be 1 or more, got ${most}`)
  return Math.min(most, 1 / propensity)
}
