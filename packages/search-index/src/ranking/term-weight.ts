import type { Corpus } from '../corpus/corpus.ts'
import type { Analyser } from '../text/analyser.ts'

export interface WeightedTerm {
  readonly term: string
  readonly weight: number
  /** Adds to the score of documents that another term found, but finds none by itself. */
  readonly optional: boolean
}

/** What a stop word counts beside words of content. */
const STOP_WORD_WEIGHT = 0.1
/** Enough for an abstract as a query; what a longer text says after that hardly moves the ranking. */
const TERMS_MAX = 256

/** The distinct terms of a query, weighed by how often it says them. Stop words count in full when there is nothing else. */
export function queryTerms(analyser: Analyser, query: string): WeightedTerm[] {
  const counts = new Map<string, number>()
  analyser.forEachTerm(query, (term) => counts.set(term, (counts.get(term) ?? 0) + 1))
  const isStop = (term: string): boolean => analyser.isStopTerm(term)
  const hasContent = ![...counts.keys()].every(isStop)
  return [...counts].slice(0, TERMS_MAX).map(([term, count]) => {
    const optional = hasContent && isStop(term)
    return { term, weight: optional ? STOP_WORD_WEIGHT * count : count, optional }
  })
}

/** How rare a term is: the idf of Robertson and Spärck Jones, with 1 added inside the logarithm so that it is never negative. */
export function inverseDocumentFrequency(documentsWithTerm: number, documents: number): number {
  return Math.log1p((documents - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5))
}

/**
 * The most that a term can add to a score: its weight in the query times its idf. A stop word that most documents hold
 * tells next to nothing beside words of content and has the longest list of all: it adds nothing.
 */
export function termWeight(corpus: Corpus, { term, weight, optional }: WeightedTerm): number {
  const documents = corpus.documentsWith(term)
  if (optional && documents * 2 > corpus.slots.size) return 0
  return weight * inverseDocumentFrequency(documents, corpus.slots.size)
}
