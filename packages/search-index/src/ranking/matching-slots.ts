import type { Corpus } from '../corpus/corpus.ts'
import { forEachPosting } from '../corpus/posting-list.ts'
import { heldOnly, type SlotTest } from '../filter/slot-test.ts'
import type { WeightedTerm } from './term-weight.ts'

/** The slots of all accepted documents that hold a required term, ascending. */
export function matchingSlots(corpus: Corpus, terms: readonly WeightedTerm[], accept?: SlotTest): Uint32Array {
  const holds = new Uint8Array(corpus.slots.end)
  for (const { term, optional } of terms) {
    if (optional) continue
    forEachPosting(corpus.postings(term), (slot) => {
      holds[slot] = 1
    })
  }
  return acceptedSlots(corpus, accept, holds)
}

/** The slots of all accepted documents, ascending; with `holds`, only those whose entry is 1. */
export function acceptedSlots(corpus: Corpus, accept?: SlotTest, holds?: Uint8Array): Uint32Array {
  const { end } = corpus.slots
  const found = new Uint32Array(end)
  let held = 0
  for (let slot = 0; slot < end; slot++) {
    // Written unconditionally, because the branch would be mispredicted.
    found[held] = slot
    held += holds === undefined ? 1 : holds[slot]!
  }
  let accepted = 0
  const isAccepted = heldOnly(corpus.slots, accept)
  for (let n = 0; n < held; n++) {
    const slot = found[n]!
    if (isAccepted?.(slot) !== false) found[accepted++] = slot
  }
  return found.subarray(0, accepted)
}
