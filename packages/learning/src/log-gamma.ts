/** Lanczos coefficients for g = 7 (Godfrey 2001). */
const coefficients = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Logarithm of the gamma function for x ≥ 0.5, to about 15 digits (Lanczos, SIAM J. Numer. Anal. 1, 1964). */
export function logGamma(x: number): number {
  const shifted = x - 1
  const series = coefficients.reduce((sum, c, n) => sum + (n === 0 ? c : c / (shifted + n)), 0)
  const t = shifted + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series)
}
