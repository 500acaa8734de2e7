import type { Corpus } from '../corpus/corpus.ts'
import type { WeightedTerm } from './weighted-term.ts'

/** How rare a term is: the idf of Robertson and Spärck Jones, with 1 added inside the logarithm so that it is never negative. */
export function inverseDocumentFrequency(documentsWithTerm: number, documents: number): number {
  return Math.log1p((documents - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5))
}

/**
 * The most that a term can add to a score: its weight in the query times its idf. A stop word that most documents hold
 * tells next to nothing beside words of content and has the longest list of all: it adds nothing.
 */
export function termGain(corpus: Corpus, { term, weight, optional }: WeightedTerm): number {
  const documents = corpus.documentsWith(term)
  if (optional && documents * 2 > corpus.slots.size) return 0
  return weight * inverseDocumentFrequency(documents, corpus.slots.size)
}
