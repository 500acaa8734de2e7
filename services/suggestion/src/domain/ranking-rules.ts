import type { RankingRules } from '@inkling/contracts'
import type { Basis } from './basis.ts'
import { sourceNames } from './sources.ts'

/** A basis with some of it replaced. */
export const withRules = (basis: Basis, { weights = {}, diversity, boost }: RankingRules): Basis => ({
  ...basis,
  weights: sourceNames.map((name, n) => weights[name] ?? (basis.weights[n] as number)),
  diversity: diversity ?? basis.diversity,
  boost: boost ?? basis.boost,
})
