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
  return differenceOfSums(
    groups.map((group) => group.reduce((sum, difference) => sum + difference, 0)),
    groups.map(({ length }) => length),
  )
}

/** The same from the sum of the differences of each group and the number of its cases. */
export function differenceOfSums(sums: ArrayLike<number>, sizes: ArrayLike<number>): PairedDifference {
  const groups = sums.length
  let [cases, total, squares] = [0, 0, 0]
  for (let g = 0; g < groups; g++) {
    cases += sizes[g] as number
    total += sums[g] as number
  }
  const mean = cases > 0 ? total / cases : 0
  for (let g = 0; g < groups; g++) squares += ((sums[g] as number) - (sizes[g] as number) * mean) ** 2
  const standardError = groups > 1 ? Math.sqrt((squares * groups) / (groups - 1)) / cases : 0
  return { mean, standardError, groups, cases }
}
