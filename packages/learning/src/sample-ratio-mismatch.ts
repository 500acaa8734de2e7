import { logGamma } from './log-gamma.ts'

/** Units that the prior counts per planned share. Mismatches of real experiments are small, so it is close to them. */
const priorUnits = 100

/**
 * Tests that units arrive by the planned shares. The test may be read at any time: of experiments without a fault, at
 * most a share of p ever has a p-value of p or less. Fabijan et al. (KDD 2019) call p < 0.0005 a mismatch, which
 * makes any other result of the experiment worthless.
 *
 * The p-value is the inverse of a Bayes factor: the planned shares against a Dirichlet distribution around them (Lindon
 * & Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022). It is the sequential form of the
 * chi-squared test.
 *
 * @param counts units per variant. @param shares planned, in proportion, above 0
 */
export function sampleRatioMismatch(counts: readonly number[], shares: readonly number[]): { pValue: number } {
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (counts.length !== shares.length || !shares.every((share) => share > 0))
    throw new RangeError(`there must be a share above 0 for each of ${counts.length} counts, got ${shares}`)
  const units = counts.reduce((sum, count) => sum + count, 0)
  const priors = shares.map((share) => Math.max(1, (priorUnits * share) / total))
  const prior = priors.reduce((sum, weight) => sum + weight, 0)
  const logBayesFactor = counts.reduce(
    (sum, count, n) => {
      const [weight, share] = [priors[n] as number, (shares[n] as number) / total]
      return sum + logGamma(weight + count) - logGamma(weight) - count * Math.log(share)
    },
    logGamma(prior) - logGamma(prior + units),
  )
  return { pValue: Math.min(1, Math.exp(-logBayesFactor)) }
}
