import type { SearchDocument } from '../document.ts'
import type { Analyser } from '../text/analyser.ts'
import { fold } from '../text/fold.ts'
import { plainText } from '../text/plain-text.ts'

/** In a longer query, the order of words tells little. */
const wordsMax = 8
const asciiScannedMax = 4000
/** Folding costs more. */
const otherScannedMax = 1000
const occurrencesMax = 20
/** Between neighbours stand a space, a hyphen, or a comma and a space. */
const nextGap = 3
const nearGap = 40
const inflectionMax = 6
const inText = 0.9
const near = 0.5
const reversed = 0.25
/** A shorter word, or one with digits, is compared whole. */
const whole = /^.{1,3}$|\p{N}/u
const keptMin = 3
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/** V8 searches longer patterns by tables, which take longer to make than a short text to search. */
const soughtMax = 6

interface Pattern {
  /** The first letters of `beginning`. */
  readonly sought: string
  /** What the word and its other forms have in common. */
  readonly beginning: string
  /** How many letters may follow. */
  readonly endingMax: number
  readonly isSpaced: boolean
}

/**
 * How well a document keeps the order of a query's words, in [0, 1]: the share of neighbouring words that are
 * neighbours in one of its fields too; half for words near each other, and a quarter in reverse. After the sequential
 * dependence model of Metzler and Croft (SIGIR 2005), but read from the text, because the index keeps no positions.
 */
export class Nearness {
  /** The neighbours of the query. */
  readonly #pairs: readonly (readonly [Pattern, Pattern])[]

  constructor(words: readonly { form: string; term: string }[]) {
    const patterns = words.map(patternOf)
    this.#pairs = patterns.slice(1).map((pattern, n) => [patterns[n] ?? pattern, pattern])
  }

  /** The text costs most to read, and counts only `withText`. */
  of({ title, tags = [], text = '' }: SearchDocument, withText: boolean): number {
    const short = tags.reduce((most, tag) => Math.max(most, this.#in(tag)), this.#in(title))
    return short === 1 || text === '' || !withText ? short : Math.max(short, inText * this.#in(text))
  }

  #in(field: string): number {
    const plain = plainText(field.length > asciiScannedMax ? field.slice(0, asciiScannedMax) : field)
    const text = Buffer.byteLength(plain) === plain.length ? plain.toLowerCase() : fold(plain.slice(0, otherScannedMax))
    return this.#pairs.reduce((sum, [left, right]) => sum + credit(text, left, right), 0) / this.#pairs.length
  }
}

/** Undefined for one word, and for a query of more than eight. */
export function nearnessOf(analyser: Analyser, query: string): Nearness | undefined {
  const words: { form: string; term: string }[] = []
  let last = -1
  analyser.forEachTerm(query, (term, start, _end, form) => {
    if (start !== last) words.push({ form, term })
    last = start
    return words.length <= wordsMax
  })
  return words.length < 2 || words.length > wordsMax ? undefined : new Nearness(words)
}

function patternOf({ form, term }: { form: string; term: string }): Pattern {
  const isSpaced = !unspaced.test(form)
  if (!isSpaced || whole.test(form))
    return { sought: form.slice(0, soughtMax), beginning: form, endingMax: 0, isSpaced }
  let shared = 0
  while (shared < term.length && term[shared] === form[shared]) shared++
  const beginning = form.slice(0, Math.max(keptMin, shared))
  return { sought: beginning.slice(0, soughtMax), beginning, endingMax: inflectionMax, isSpaced }
}

function credit(text: string, left: Pattern, right: Pattern): number {
  const inOrder = bestGap(text, left, right)
  if (inOrder <= nextGap) return 1
  if (inOrder <= nearGap) return near
  return bestGap(text, right, left) <= nearGap ? reversed : 0
}

/** The fewest characters between an occurrence of the one word and the next of the other. */
function bestGap(text: string, left: Pattern, right: Pattern): number {
  let best = Number.POSITIVE_INFINITY
  let next = text.indexOf(right.sought)
  let at = next < 0 ? -1 : text.indexOf(left.sought)
  for (let n = 0; at >= 0 && n < occurrencesMax; n++) {
    const end = at + left.sought.length
    if (next < end) next = text.indexOf(right.sought, end)
    if (next < 0) break
    const leftEnd = next - end > nearGap + inflectionMax ? -1 : endOfWord(text, at, left)
    if (leftEnd >= 0 && next >= leftEnd && next - leftEnd < best && endOfWord(text, next, right) >= 0)
      best = next - leftEnd
    if (best <= nextGap) break
    at = text.indexOf(left.sought, end)
  }
  return best
}

/** Where the word that begins at `at` ends; -1 if another word stands there. */
function endOfWord(text: string, at: number, { beginning, endingMax, isSpaced }: Pattern): number {
  if (!text.startsWith(beginning, at)) return -1
  let end = at + beginning.length
  if (!isSpaced) return end
  if (at > 0 && isWordUnit(text.charCodeAt(at - 1))) return -1
  for (let n = 0; n < endingMax && end < text.length && isWordUnit(text.charCodeAt(end)); n++) end++
  return end < text.length && isWordUnit(text.charCodeAt(end)) ? -1 : end
}

/** Digits, small letters, and everything beyond ASCII, which is mostly letters. */
const isWordUnit = (unit: number): boolean => (unit >= 48 && unit <= 57) || (unit >= 97 && unit <= 122) || unit > 191
