import type { Corpus } from './corpus/corpus.ts'
import type { WeightedTerm } from './ranking/term-weight.ts'

/** How many documents match. `atLeast` where counting all would cost more than ranking. */
export interface Total {
  readonly value: number
  readonly relation: 'exact' | 'atLeast'
}

interface PageFacts {
  /** How many hits were found, the first of the next page included. */
  readonly found: number
  /** Whether these are all matches. */
  readonly isAll: boolean
  readonly isFiltered: boolean
}

/** The total without counting: every document that holds one of the words matches, unless a filter rejects it. */
export function totalOf(
  corpus: Corpus,
  terms: readonly WeightedTerm[],
  { found, isAll, isFiltered }: PageFacts,
): Total {
  if (isAll) return { value: found, relation: 'exact' }
  if (isFiltered) return { value: found, relation: 'atLeast' }
  const holders = terms.filter(({ optional }) => !optional).map(({ term }) => corpus.documentsWith(term))
  const held = holders.filter((documents) => documents > 0)
  return { value: Math.max(found, ...held), relation: held.length === 1 ? 'exact' : 'atLeast' }
}
