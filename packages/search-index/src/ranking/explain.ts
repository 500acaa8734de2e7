import type { Corpus } from '../corpus/corpus.ts'
import { Bm25f } from './bm25f.ts'
import { termGain } from './term-gain.ts'
import type { WeightedTerm } from './weighted-term.ts'

/** What one term adds to the score of a document. */
export interface TermScore {
  readonly term: string
  readonly score: number
}

/** The parts of the score of the document in a slot by term, largest first. */
export function explain(corpus: Corpus, terms: readonly WeightedTerm[], slot: number): TermScore[] {
  const bm25f = new Bm25f(corpus)
  const scores: TermScore[] = []
  for (const weighted of terms) {
    const gain = termGain(corpus, weighted)
    const { slots, frequencies } = corpus.postings(weighted.term)
    const position = slots.indexOf(slot)
    if (gain === 0 || position < 0) continue
    const score = gain * bm25f.saturation(frequencies[position] as number, slot)
    scores.push({ term: weighted.term, score })
  }
  return scores.sort((a, b) => b.score - a.score)
}

/** The score of one document, whether or not it is among the best; 0 when it holds none of the terms. */
export function scoreOf(corpus: Corpus, terms: readonly WeightedTerm[], slot: number): number {
  return explain(corpus, terms, slot).reduce((sum, { score }) => sum + score, 0)
}
