import { documentsHolding, type SpellingSource } from './spelling-source.ts'

/** A possible reading of a typed word. */
export interface Candidate {
  /** Folded; two words when a space was left out. */
  readonly words: readonly string[]
  /** The cost of the slip, in edits. */
  readonly cost: number
  /** The log probability that this was meant and the other typed, up to a constant. */
  readonly score: number
}

interface CandidateLimits {
  /** Two edits are tried in longer words only, if one edit finds nothing. */
  readonly editsMax: 1 | 2
  /** How many documents must hold a candidate. */
  readonly documentsMin: number
}

/** What a slip of cost 1 subtracts from a log probability. */
const editPenalty = 5

const twoEditsLength = 6
/** Admits any one edit, and the likelier pairs of two. */
const costMax = 1.9
/** Many words are one edit from a shorter one, so its best reading must lead the second clearly. */
const ambiguousLength = 4
const leadMin = 0.5
const missingSpaceCost = 1.5
/** Of words that a document writes side by side: ice cream. */
const missingSpaceBetweenCost = 0.5
const partLengthMin = 3

/**
 * The words of the documents that may have been meant, best first, by the noisy channel model: probability of the word
 * times probability of the slip (Church and Gale: Probability scoring for spelling correction, 1991).
 */
export function candidates(
  source: SpellingSource,
  typed: string,
  { editsMax, documentsMin }: CandidateLimits,
): Candidate[] {
  const { forms } = source
  const one = forms.near.find(typed, 1, costMax, documentsMin)
  const isFarther = one.length === 0 && editsMax > 1 && typed.length >= twoEditsLength
  const found = isFarther ? forms.near.find(typed, editsMax, costMax, documentsMin) : one
  const read = found.map(({ number, cost }) => ({
    words: [forms.textOf(number) ?? ''],
    cost,
    score: Math.log(forms.documentsWith(number)) - editPenalty * cost,
  }))
  const readings = [...read, ...splits(source, typed)].sort(compareCandidates)
  const [best, second] = readings
  const isAmbiguous = best !== undefined && second !== undefined && best.score - second.score < leadMin
  return typed.length < ambiguousLength && isAmbiguous ? [] : readings
}

/** Best first. A total order, so that the result does not depend on the order of finding. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return b.score - a.score || (a.words < b.words ? -1 : 1)
}

/** Readings as two words that a document holds together, typed without a space. */
function splits(source: SpellingSource, typed: string): Candidate[] {
  const found: Candidate[] = []
  for (let at = partLengthMin; at <= typed.length - partLengthMin; at++) {
    const [left, right] = [typed.slice(0, at), typed.slice(at)]
    const both = documentsHolding(source, left) * documentsHolding(source, right)
    if (both === 0 || source.documentsFindingBoth(left, right) === 0) continue
    const together = source.documentsWithPhrase(left, right)
    const cost = together > 0 ? missingSpaceBetweenCost : missingSpaceCost
    const score = Math.log(together || both / source.size) - editPenalty * cost
    found.push({ words: [left, right], cost, score })
  }
  return found
}

/** A word that more documents hold is never corrected. */
const suspectDocuments = 3
/** Subtracted from the log probability of a form that no document holds, though documents hold its stem. */
const unseenFormPenalty = 3
/**
 * The log probability of a word that no document holds: it may be a word of the language all the same. It grows with
 * the collection, but more slowly, because large collections lack fewer words.
 */
const unknownScore = -12.5
const unknownGrowth = 0.5

/** The reading that there is no slip, which others must beat; undefined if it is beyond doubt. */
export function asTyped(source: SpellingSource, word: string): Candidate | undefined {
  if (source.isStopWord(word)) return undefined
  const found = source.documentsFinding(word)
  const isForm = documentsHolding(source, word) > 0
  if (isForm && found > suspectDocuments) return undefined
  const unknown = unknownScore + unknownGrowth * Math.log(source.size)
  const score = found === 0 ? unknown : Math.log(found) - (isForm ? 0 : unseenFormPenalty)
  return { words: [word], cost: 0, score }
}
