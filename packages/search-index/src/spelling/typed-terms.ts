import type { Corpus } from '../corpus/corpus.ts'
import { queryTerms, type WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'
import type { Correction } from './speller.ts'

/** The weight of a typed word beside its correction, if documents hold it. */
const typedWeight = 0.2

/** The terms of a corrected query, and those of the typed words that documents hold. */
export function withTypedTerms(
  analyser: Analyser,
  corpus: Pick<Corpus, 'documentsWith'>,
  terms: readonly WeightedTerm[],
  { changes }: Correction,
): readonly WeightedTerm[] {
  const known = new Set(terms.map(({ term }) => term))
  const typed = queryTerms(analyser, changes.map(({ from }) => from).join(' '))
  const finding = typed.filter(({ term }) => !known.has(term) && corpus.documentsWith(term) > 0)
  return [...terms, ...finding.map((term) => ({ ...term, weight: typedWeight }))]
}
