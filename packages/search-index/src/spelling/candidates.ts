import { documentsHolding, type SpellingSource } from './spelling-source.ts'

/** A reading of what was typed. */
export interface Candidate {
  /** Folded; two words when a space was left out. */
  readonly words: readonly string[]
  /** Of the slip, in edits. */
  readonly cost: number
  /** The logarithm of how probable it is that this was meant and the other typed, up to a constant. */
  readonly score: number
}

interface CandidateLimits {
  /** Two are thought of in longer words, though only where one leads nowhere. */
  readonly editsMax: 1 | 2
  /** Documents that hold the word, at least. */
  readonly documentsMin: number
}

/** What a slip of cost 1 takes from the logarithm of a probability. */
const EDIT_PENALTY = 5

const TWO_EDITS_LENGTH = 6
/** Any one edit, and of two only the likelier. */
const COST_MAX = 1.9
/** Of shorter words everything is one edit away, so the best reading must be far better than the second. */
const AMBIGUOUS_LENGTH = 4
const LEAD_MIN = 0.5
const MISSING_SPACE_COST = 1.5
const PART_LENGTH_MIN = 3

/**
 * The words of the documents that may have been meant, best first, by the noisy channel: probability of the word times
 * probability of the slip (Church and Gale: Probability scoring for spelling correction, 1991).
 */
export function candidates(
  source: SpellingSource,
  typed: string,
  { editsMax, documentsMin }: CandidateLimits,
): Candidate[] {
  const { forms } = source
  const one = forms.near.find(typed, 1, COST_MAX, documentsMin)
  const isFarther = one.length === 0 && editsMax > 1 && typed.length >= TWO_EDITS_LENGTH
  const found = isFarther ? forms.near.find(typed, editsMax, COST_MAX, documentsMin) : one
  const read = found.map(({ number, cost }) => ({
    words: [forms.textOf(number) ?? ''],
    cost,
    score: Math.log(forms.documentsWith(number)) - EDIT_PENALTY * cost,
  }))
  const readings = [...read, ...splits(source, typed)].sort(compareCandidates)
  const [best, second] = readings
  const isAmbiguous = best !== undefined && second !== undefined && best.score - second.score < LEAD_MIN
  return typed.length < AMBIGUOUS_LENGTH && isAmbiguous ? [] : readings
}

/** Best first; the order of any is the same whatever order they were found in. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return b.score - a.score || (a.words < b.words ? -1 : 1)
}

/** Two words that some document holds together, typed without the space between them. */
function splits(source: SpellingSource, typed: string): Candidate[] {
  const found: Candidate[] = []
  for (let at = PART_LENGTH_MIN; at <= typed.length - PART_LENGTH_MIN; at++) {
    const [left, right] = [typed.slice(0, at), typed.slice(at)]
    const both = documentsHolding(source, left) * documentsHolding(source, right)
    if (both === 0 || source.documentsFindingBoth(left, right) === 0) continue
    const score = Math.log(both / source.size) - EDIT_PENALTY * MISSING_SPACE_COST
    found.push({ words: [left, right], cost: MISSING_SPACE_COST, score })
  }
  return found
}

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
