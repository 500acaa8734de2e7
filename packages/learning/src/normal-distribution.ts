/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}

/**
 * Distribution function of the standard normal distribution, to about 15 digits: the series of Marsaglia, "Evaluating
 * the normal distribution", Journal of Statistical Software 11, 2004. Beyond ±8 it is 0 or 1.
 */
export function normalCdf(x: number): number {
  if (x > 8) return 1
  if (x < -8) return 0
  let [sum, term] = [x, x]
  for (let n = 3; sum + term !== sum; n += 2) {
    term *= (x * x) / n
    sum += term
  }
  return 0.5 + sum * normalDensity(x)
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
