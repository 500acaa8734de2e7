/** What the prior is worth beside a tenant's own cases: between nine public data sets at most 14 to 25 (bench/prior.ts of predictors). */
const priorCases = 20

/**
 * What was learned from `cases` of one's own, drawn towards what others learned:
 *
 *     n / (n + n₀) · own + n₀ / (n + n₀) · prior,  n₀ = 20 cases
 *
 * the empirical-Bayes estimate of one mean among many like it (James & Stein 1961; Efron & Morris, "Stein's estimation rule and its
 * competitors", JASA 68, 1973), where n₀ is the variance of one case by the variance between tenants. Weights of
 * `Hedge` are, while few, the mean of so many cases' responsibilities, so the prior counts as n₀ cases more.
 */
export function shrink(own: number, prior: number, cases: number): number {
  return own + priorShare(cases) * (prior - own)
}

/** The prior's part, in (0, 1]. */
export function priorShare(cases: number): number {
  return priorCases / (Math.max(0, cases) + priorCases)
}
