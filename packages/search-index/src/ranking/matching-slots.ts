import type { Corpus } from '../corpus/corpus.ts'
import { forEachPosting } from '../corpus/posting-pool.ts'
import type { Filter } from '../filter/filter.ts'
import type { WeightedTerm } from './weighted-term.ts'

/** The slots of every accepted document that holds a term which is not optional, ascending. */
export function matchingSlots(corpus: Corpus, terms: readonly WeightedTerm[], accept: Filter | undefined): Uint32Array {
  const holds = new Uint8Array(corpus.slots.end)
  for (const { term, optional } of terms) {
    if (optional) continue
    forEachPosting(corpus.postings(term), (slot) => {
      holds[slot] = 1
    })
  }
  return acceptedSlots(corpus, accept, (slot) => holds[slot] === 1)
}

/** The slots of every accepted document, ascending. */
export function acceptedSlots(
  corpus: Corpus,
  accept: Filter | undefined,
  matches: (slot: number) => boolean = () => true,
): Uint32Array {
  const found: number[] = []
  for (let slot = 0; slot < corpus.slots.end; slot++) {
    if (!matches(slot)) continue
    const document = corpus.slots.document(slot)
    if (document !== undefined && (accept === undefined || accept(document))) found.push(slot)
  }
  return Uint32Array.from(found)
}
