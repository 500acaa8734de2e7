import type { Corpus } from './corpus/corpus.ts'
import type { PerField } from './corpus/fields.ts'
import { HybridRanker } from './fusion/hybrid-ranker.ts'
import { type SynonymRule, Synonyms } from './query/synonyms.ts'
import { type FieldWeights, fieldWeights } from './ranking/bm25f.ts'
import { Ranker } from './ranking/ranker.ts'
import type { Analyser } from './text/analyser.ts'

/** How queries are ranked. Changing it needs no reindexing. */
export interface SearchTuning {
  /** The weight of a word per field, from 0 to 100. Default: title 5, tags 3, text 1. */
  readonly fieldWeights?: FieldWeights | undefined
  readonly synonyms?: readonly SynonymRule[] | undefined
}

/**
 * A tuning compiled for one index, by `SearchIndex.profile`. Its settings never change and it shares no state with
 * other profiles, so searches by different profiles of one index do not affect each other.
 */
export class SearchProfile {
  readonly corpus: Corpus
  readonly weights: Readonly<PerField>
  readonly synonyms: Synonyms
  readonly ranker: Ranker
  readonly hybrid: HybridRanker

  /** @throws RangeError for a field weight out of range or too many synonym rules */
  constructor(analyser: Analyser, corpus: Corpus, { fieldWeights: given, synonyms = [] }: SearchTuning) {
    this.corpus = corpus
    this.weights = fieldWeights(given)
    this.synonyms = new Synonyms(analyser, synonyms)
    this.ranker = new Ranker(corpus, this.weights)
    this.hybrid = new HybridRanker(corpus, analyser, this.ranker, this.weights)
  }

  /** Memory of its accumulators and bounds, in bytes. They are allocated by the first search. */
  get bytes(): number {
    return this.ranker.bytes + this.hybrid.bytes
  }
}
