import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { Bm25f } from '../ranking/bm25f.ts'
import { fieldWeights } from '../ranking/field-weights.ts'
import type { Analyser } from '../text/analyser.ts'

const WEIGHTS = fieldWeights()

/** Visits what each term but stop words counts in a document: its BM25F saturation under given average lengths. */
export function forEachWeight(
  corpus: Corpus,
  analyser: Analyser,
  averageLengths: Readonly<PerField>,
  slot: number,
  visit: (term: string, weight: number) => void,
): void {
  const bm25f = new Bm25f(corpus.slots.lengths, averageLengths, WEIGHTS)
  corpus.forEachTerm(slot, (number, packed) => {
    const term = corpus.terms.textOf(number)
    if (term !== undefined && !analyser.isStopTerm(term)) visit(term, bm25f.saturation(packed, slot))
  })
}
