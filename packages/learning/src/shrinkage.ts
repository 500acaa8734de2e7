/** Weight of the prior, in cases. Nine public data sets give at most 14 to 25 (bench/prior.ts of predictors). */
const priorCases = 20

/**
 * Shrinks a weight learned from `cases` own cases towards a prior:
 *
 *     n / (n + n₀) · own + n₀ / (n + n₀) · prior,  n₀ = 20 cases
 *
 * This is the empirical-Bayes estimate of one mean among many like it (James & Stein 1961; Efron & Morris, "Stein's
 * estimation rule and its competitors", JASA 68, 1973), where n₀ is the variance of one case divided by the variance
 * between tenants. After few cases, weights of `Hedge` are means over the cases, so the prior counts as n₀ more cases.
 */
export function shrink(own: number, prior: number, cases: number): number {
  return own + priorShare(cases) * (prior - own)
}

/** The share of the prior, in (0, 1]. */
export function priorShare(cases: number): number {
  return priorCases / (Math.max(0, cases) + priorCases)
}
