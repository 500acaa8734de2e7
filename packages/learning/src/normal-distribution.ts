/** Density of the standard normal distribution. */
function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}

/** Distribution function of the standard normal distribution, to 7 digits (Abramowitz & Stegun 26.2.17). */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = normalDensity(x) * series
  return x > 0 ? 1 - tail : tail
}

/** 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054

/**
 * Half the width of a 95 % interval in standard errors: the 97.5 % quantile of Student's distribution, by the expansion
 * of Cornish & Fisher (Abramowitz & Stegun 26.7.5). Its error is below 1 % from 3 degrees of freedom on.
 */
export function studentQuantile(degrees: number): number {
  if (!(degrees >= 1)) return Number.POSITIVE_INFINITY
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ]
  return terms.reduce((sum, term, power) => sum + term / degrees ** power, 0)
}
