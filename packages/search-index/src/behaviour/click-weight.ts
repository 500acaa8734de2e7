/** Bounds what one click far down may weigh, and with it the variance. */
const leastPropensity = 0.1

/** One over the chance that its place was looked at, at most 10, so that what was shown first does not stay first for having been there. */
export const clickWeight = (propensity: number): number => 1 / Math.max(propensity, leastPropensity)
