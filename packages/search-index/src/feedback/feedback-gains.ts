import type { Corpus } from '../corpus/corpus.ts'
import { averageSaturation } from '../ranking/bm25f.ts'
import { contribution } from '../ranking/contribution.ts'
import { fieldWeights } from '../ranking/field-weights.ts'
import { inverseDocumentFrequency } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'

const WEIGHTS = fieldWeights()
/** Many terms of few documents: what is typical outweighs what is odd. */
const TERMS_MAX = 100

/**
 * What each term of the first results adds to the score of a document that holds it, by term number: pseudo-relevance feedback
 * in the manner of Rocchio (1971), documents of unit length weighed by their scores, as RM3 does (Abdul-Jaleel et al. 2004).
 * Without the query's own terms, which are a leg of their own.
 */
export function feedbackGains(
  corpus: Corpus,
  analyser: Analyser,
  slots: readonly number[],
  weights: readonly number[],
): Map<number, number> {
  const gains = new Map<number, number>()
  slots.forEach((slot, n) => {
    const terms = termsOf(corpus, analyser, slot)
    const length = Math.sqrt(terms.reduce((sum, { gain }) => sum + contribution(gain, gain), 0))
    for (const { term, gain } of terms) {
      gains.set(term, (gains.get(term) ?? 0) + contribution(gain / (length || 1), weights[n] ?? 0))
    }
  })
  const text = (term: number): string => corpus.terms.textOf(term) ?? ''
  // Sorting numbers alone says which can be among the best, several times as quickly.
  const least = Float64Array.from(gains.values()).sort().at(-TERMS_MAX) ?? 0
  const best = [...gains].filter(([, gain]) => gain >= least)
  if (best.length > TERMS_MAX) best.sort((a, b) => b[1] - a[1] || (text(a[0]) < text(b[0]) ? -1 : 1))
  return new Map(best.slice(0, TERMS_MAX))
}

function termsOf(corpus: Corpus, analyser: Analyser, slot: number): { term: number; gain: number }[] {
  const terms: { term: number; gain: number }[] = []
  corpus.forEachTerm(slot, (term, packed) => {
    const holders = corpus.terms.documentsWith(term)
    if (holders * 2 > corpus.slots.size || analyser.isStopTerm(corpus.terms.textOf(term) ?? '')) return
    terms.push({
      term,
      gain: averageSaturation(packed, WEIGHTS) * inverseDocumentFrequency(holders, corpus.slots.size),
    })
  })
  return terms
}
