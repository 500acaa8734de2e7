import type { Corpus } from '../corpus/corpus.ts'
import { termGain } from '../ranking/term-weight.ts'
import type { WeightedTerm } from '../ranking/weighted-term.ts'
import type { MeaningModel } from '../semantics/meaning-model.ts'

const CODE = /\p{N}/u

/**
 * The part of a query, by what its terms can gain, that asks for itself and not for its meaning: identifiers and numbers, and
 * words that documents hold but the model has never seen in company.
 */
export function exactShare(corpus: Corpus, model: MeaningModel, terms: readonly WeightedTerm[]): number {
  let all = 0
  let exact = 0
  for (const weighted of terms) {
    const gain = weighted.optional ? 0 : termGain(corpus, weighted)
    if (corpus.documentsWith(weighted.term) === 0) continue
    all += gain
    if (CODE.test(weighted.term) || !model.knows(weighted.term)) exact += gain
  }
  return all === 0 ? 0 : exact / all
}
