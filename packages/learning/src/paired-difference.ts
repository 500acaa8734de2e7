export interface PairedDifference {
  /** Over all cases. */
  mean: number
  /** 0 if there are fewer than two groups. */
  standardError: number
  groups: number
  cases: number
}

/**
 * The mean difference of two forecasters on the same cases, with its standard error.
 *
 * Cases of one group (a session) are alike, so only groups count as independent. The standard error is computed from
 * sums per group (the "sandwich" of Liang & Zeger, Biometrika 73, 1986): √(G/(G−1) · Σ_g (Σ_i d_gi − n_g·mean)²) / n.
 *
 * @param groups per group the difference in each of its cases
 */
export function pairedDifference(groups: readonly (readonly number[])[]): PairedDifference {
  const sums = groups.map((group) => group.reduce((sum, difference) => sum + difference, 0))
  const cases = groups.reduce((count, group) => count + group.length, 0)
  const mean = cases > 0 ? sums.reduce((total, sum) => total + sum, 0) / cases : 0
  const squares = groups.reduce((total, group, g) => total + ((sums[g] as number) - group.length * mean) ** 2, 0)
  const standardError = groups.length > 1 ? Math.sqrt((squares * groups.length) / (groups.length - 1)) / cases : 0
  return { mean, standardError, groups: groups.length, cases }
}
