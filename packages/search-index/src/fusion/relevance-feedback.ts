import type { Corpus } from '../corpus/corpus.ts'
import { averageSaturation, contribution, fieldWeights } from '../ranking/bm25f.ts'
import { inverseDocumentFrequency, type WeightedTerm } from '../ranking/term-weight.ts'
import type { RankedSlot } from '../ranking/top-k-slots.ts'
import type { Analyser } from '../text/analyser.ts'

/** The first lexical results of a query, which are assumed to be relevant. */
export interface FirstResults {
  readonly slots: readonly number[]
  /** Their scores; that of the first is 1. */
  readonly weights: readonly number[]
}

const feedbackDocuments = 5
/** A shorter query names what it looks for, and is not expanded. */
const queryTermsMin = 3
/** Many terms of few documents, so that typical terms outweigh odd ones. */
const termsMax = 100
const defaultWeights = fieldWeights()

/** None for a short query. */
export function firstResults(terms: readonly WeightedTerm[], lexical: readonly RankedSlot[]): FirstResults {
  const isExpanded =
    terms.filter(({ optional, isSpelling }) => !optional && isSpelling !== true).length >= queryTermsMin
  const first = isExpanded ? lexical.slice(0, feedbackDocuments) : []
  return { slots: first.map(({ slot }) => slot), weights: first.map(({ score }) => score / (first[0]?.score ?? 1)) }
}

/**
 * The weight of each term of the first results, by term number: pseudo-relevance feedback after Rocchio (1971),
 * documents of unit length weighed by their scores as in RM3 (Abdul-Jaleel et al. 2004). The query's own terms are left
 * to the lexical leg.
 */
export function feedbackWeights(corpus: Corpus, analyser: Analyser, first: FirstResults): Map<number, number> {
  const sums = new Map<number, number>()
  first.slots.forEach((slot, n) => {
    const terms = termsOf(corpus, analyser, slot)
    const length = Math.sqrt(terms.reduce((sum, { weight }) => sum + contribution(weight, weight), 0))
    for (const { term, weight } of terms) {
      sums.set(term, (sums.get(term) ?? 0) + contribution(weight / (length || 1), first.weights[n] ?? 0))
    }
  })
  const text = (term: number): string => corpus.terms.textOf(term) ?? ''
  // Sorting numbers alone tells which can be among the best, several times as fast.
  const least = Float64Array.from(sums.values()).sort().at(-termsMax) ?? 0
  const best = [...sums].filter(([, weight]) => weight >= least)
  if (best.length > termsMax) best.sort((a, b) => b[1] - a[1] || (text(a[0]) < text(b[0]) ? -1 : 1))
  return new Map(best.slice(0, termsMax))
}

function termsOf(corpus: Corpus, analyser: Analyser, slot: number): { term: number; weight: number }[] {
  const terms: { term: number; weight: number }[] = []
  corpus.forEachTerm(slot, (term, packed) => {
    const holders = corpus.terms.documentsWith(term)
    if (holders * 2 > corpus.slots.size || analyser.isStopTerm(corpus.terms.textOf(term) ?? '')) return
    const idf = inverseDocumentFrequency(holders, corpus.slots.size)
    terms.push({ term, weight: averageSaturation(packed, defaultWeights) * idf })
  })
  return terms
}
