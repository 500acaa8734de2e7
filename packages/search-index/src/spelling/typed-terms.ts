import { queryTerms, type WeightedTerm } from '../ranking/weighted-term.ts'
import type { Analyser } from '../text/analyser.ts'
import type { Correction } from './speller.ts'

/** What a word as typed counts beside the one it was corrected to: a document may hold it after all. */
const TYPED_WEIGHT = 0.5

/** The terms of a corrected query, and of what was typed instead. */
export function withTypedTerms(
  analyser: Analyser,
  terms: readonly WeightedTerm[],
  { changes }: Correction,
): readonly WeightedTerm[] {
  const known = new Set(terms.map(({ term }) => term))
  const typed = queryTerms(analyser, changes.map(({ from }) => from).join(' '))
  return [...terms, ...typed.filter(({ term }) => !known.has(term)).map((term) => ({ ...term, weight: TYPED_WEIGHT }))]
}
