import type { Candidate } from './candidates.ts'
import { documentsHolding, type SpellingSource } from './spelling-source.ts'

/** A word that more documents hold is what was meant, whatever resembles it. */
const SUSPECT_DOCUMENTS = 3
/** What it takes from the probability of a word that documents hold others of its stem, but none this form. */
const UNSEEN_FORM_PENALTY = 3
/**
 * The logarithm of how many documents would hold a word that none holds, for it may be one of the language all the same: it grows
 * with the collection, but not as fast, since the more documents there are, the fewer words they lack.
 */
const UNKNOWN_SCORE = -12.5
const UNKNOWN_GROWTH = 0.5

/** The reading that there is no slip, to be beaten by the others; undefined where it is beyond doubt. */
export function asTyped(source: SpellingSource, word: string): Candidate | undefined {
  if (source.isStopWord(word)) return undefined
  const found = source.documentsFinding(word)
  const isForm = documentsHolding(source, word) > 0
  if (isForm && found > SUSPECT_DOCUMENTS) return undefined
  const unknown = UNKNOWN_SCORE + UNKNOWN_GROWTH * Math.log(source.size)
  const score = found === 0 ? unknown : Math.log(found) - (isForm ? 0 : UNSEEN_FORM_PENALTY)
  return { words: [word], cost: 0, score }
}
