/**
 * The probability, if there is no difference, of a sum of ranks at least as great as that of these differences:
 * F. Wilcoxon, Individual comparisons by ranking methods, Biometrics Bulletin 1 (6), 1945; exact, one-sided. Zeros are
 * left out, and ties share their mean rank.
 */
export function signedRankP(differences: readonly number[]): number {
  const ordered = differences.filter((one) => one !== 0).sort((a, b) => Math.abs(a) - Math.abs(b))
  // Twice the ranks, so that mean ranks are whole numbers.
  const ranks = ordered.map((one) => {
    const same = ordered.flatMap((other, at) => (Math.abs(other) === Math.abs(one) ? at + 1 : []))
    return (same[0] ?? 0) + (same.at(-1) ?? 0)
  })
  const seen = ranks.reduce((sum, rank, n) => ((ordered[n] ?? 0) > 0 ? sum + rank : sum), 0)
  // How many of the 2^n choices of signs have each sum.
  let ways = [1]
  for (const rank of ranks) {
    const next = Array.from({ length: ways.length + rank }, (_, sum) => (ways[sum] ?? 0) + (ways[sum - rank] ?? 0))
    ways = next
  }
  return ways.slice(seen).reduce((sum, count) => sum + count, 0) / 2 ** ranks.length
}
