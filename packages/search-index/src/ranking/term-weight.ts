import type { Corpus } from '../corpus/corpus.ts'
import type { Analyser } from '../text/analyser.ts'

export interface WeightedTerm {
  readonly term: string
  readonly weight: number
  /** Adds to the score of documents that another term retrieves, but retrieves none by itself. */
  readonly optional: boolean
  /** Another spelling of words that are terms of the query too. */
  readonly isSpelling?: true
}

/** The weight of a stop word beside content words. */
const stopWordWeight = 0.1
/** The weight of a joined spelling beside the words that it joins. */
const spellingWeight = 0.3
/** Enough for an abstract as a query. Further terms hardly change the ranking. */
const termsMax = 256

/** The distinct terms of a query, weighed by their frequency. Stop words count in full if there is nothing else. */
export function queryTerms(analyser: Analyser, query: string): WeightedTerm[] {
  const counts = new Map<string, number>()
  analyser.forEachTerm(query, (term) => counts.set(term, (counts.get(term) ?? 0) + 1))
  const isStop = (term: string): boolean => analyser.isStopTerm(term)
  const hasContent = ![...counts.keys()].every(isStop)
  const words = [...counts].slice(0, termsMax).map(([term, count]) => {
    const optional = hasContent && isStop(term)
    return { term, weight: optional ? stopWordWeight * count : count, optional }
  })
  return [...words, ...spellingTerms(analyser, query, counts)]
}

function spellingTerms(analyser: Analyser, query: string, known: ReadonlyMap<string, number>): WeightedTerm[] {
  const found = new Map<string, WeightedTerm>()
  analyser.forEachSpelling(query, ({ term }, _start, _end, isMarked) => {
    if (known.has(term) || found.size === termsMax) return
    found.set(term, { term, weight: isMarked ? 1 : spellingWeight, optional: false, isSpelling: true })
  })
  return [...found.values()]
}

/**
 * Inverse document frequency (Robertson and Spärck Jones), with 1 added inside the logarithm so that it is never
 * negative.
 */
export function inverseDocumentFrequency(documentsWithTerm: number, documents: number): number {
  return Math.log1p((documents - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5))
}

/**
 * The highest contribution of a term: its weight in the query times its idf. A stop word that most documents hold is 0,
 * because it tells almost nothing and has the longest posting list.
 */
export function termWeight(corpus: Corpus, { term, weight, optional }: WeightedTerm): number {
  const documents = corpus.documentsWith(term)
  if (optional && documents * 2 > corpus.slots.size) return 0
  return weight * inverseDocumentFrequency(documents, corpus.slots.size)
}
