import type { Candidate, Candidates } from './candidates.ts'

/** A candidate with its score, and what made it. */
export interface RankedCandidate extends Candidate {
  /** In [0, 1] before factors above 1. */
  readonly score: number
  /** What multiplied the score, by name; those of 1 are left out. */
  readonly factors: Readonly<Record<string, number>>
}

export interface Ranking {
  /** Best first; items of equal score are ordered by id. */
  readonly items: readonly RankedCandidate[]
  /** The share of each source in a score; 0 for sources that list nothing. */
  readonly shares: readonly number[]
}

/**
 * Scores candidates by the weighted mean of what the sources say, times the factors of each item. The weights of
 * sources that list nothing go to the others.
 */
export function rank(
  { items, isSpeaking }: Candidates,
  weights: readonly number[],
  factorsOf: (itemId: string) => Readonly<Record<string, number>>,
): Ranking {
  const spoken = weights.map((weight, n) => (isSpeaking[n] ? weight : 0))
  const total = spoken.reduce((sum, weight) => sum + weight, 0)
  // Sources with a weight of 0 may be the only ones that answer.
  const shares = total > 0 ? spoken.map((weight) => weight / total) : equal(isSpeaking)
  const ranked = items.map(({ itemId, scores }) => {
    const base = scores.reduce((sum, score, n) => sum + (shares[n] as number) * score, 0)
    const factors = telling(factorsOf(itemId))
    let score = base
    for (const name in factors) score *= factors[name] as number
    return { itemId, scores, score, factors }
  })
  return { items: ranked.sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1)), shares }
}

const noFactors: RankedCandidate['factors'] = {}

/** Without those of 1. Hundreds of candidates of each answer have no other: they share one object. */
function telling(given: Readonly<Record<string, number>>): RankedCandidate['factors'] {
  let factors: Record<string, number> | undefined
  for (const name in given) {
    const factor = given[name] as number
    if (factor !== 1) factors = { ...factors, [name]: factor }
  }
  return factors ?? noFactors
}

function equal(isSpeaking: readonly boolean[]): number[] {
  const speaking = isSpeaking.filter(Boolean).length
  return isSpeaking.map((speaks) => (speaks ? 1 / speaking : 0))
}
