import { fold } from './fold.ts'
import { type Language, languages } from './languages.ts'
import { splitIdentifier } from './split-identifier.ts'
import { forEachWord } from './words.ts'

/** Longer words are encoded data rather than language: cut, so that no term and no stemming time is unbounded. */
const WORD_MAX = 64
/** Words remembered until the older half is forgotten; one that comes again in time stays. */
const CACHE_MAX = 200_000
/** Nothing to fold or to split but perhaps a capital at the beginning. */
const PLAIN = /^[A-Za-z][a-z]*$/

/** `term` is the stem of `form`, the folded word as it is written; offsets are of the word in the text. Answering false ends the visit. */
export type VisitTerm = (term: string, start: number, end: number, form: string) => unknown

interface Analysed {
  readonly term: string
  readonly form: string
}

/** Turns text into the terms that are indexed and looked up: folded, stemmed, identifiers whole and in parts. */
export class Analyser {
  readonly #stem: (word: string) => string
  readonly #stopTerms: ReadonlySet<string>
  #recent = new Map<string, readonly Analysed[]>()
  #older = new Map<string, readonly Analysed[]>()

  constructor(language: Language) {
    const { stem, stopWords } = languages[language]
    this.#stem = stem
    this.#stopTerms = new Set(stopWords.map((word) => stem(fold(word))))
  }

  /** Visits every term of the text with the offsets of the word it comes from; one word can yield several terms. */
  forEachTerm(text: string, visit: VisitTerm): void {
    forEachWord(text, (word, start) => {
      const cut = word.length > WORD_MAX ? word.slice(0, WORD_MAX).toWellFormed() : word
      for (const { term, form } of this.#analysed(cut)) {
        if (visit(term, start, start + word.length, form) === false) return false
      }
      return true
    })
  }

  isStopTerm(term: string): boolean {
    return this.#stopTerms.has(term)
  }

  #analysed(word: string): readonly Analysed[] {
    const known = this.#recent.get(word)
    if (known !== undefined) return known
    const older = this.#older.get(word)
    const analysed = older ?? distinctTerms(formsOf(word).map((form) => ({ form, term: detached(this.#stem(form)) })))
    if (this.#recent.size >= CACHE_MAX / 2) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(detached(word), analysed)
    return analysed
  }
}

function formsOf(word: string): string[] {
  if (PLAIN.test(word)) return [detached(word.toLowerCase())]
  const forms: string[] = []
  for (const part of [word, ...splitIdentifier(word)]) {
    // Compatibility forms can hold several words: ½ is 1⁄2.
    forEachWord(fold(part), (folded) => forms.push(detached(folded.replaceAll('_', ''))))
  }
  return forms.filter((form) => form !== '')
}

/** A word counts once under each of its terms, however many of its parts share it. */
function distinctTerms(analysed: readonly Analysed[]): readonly Analysed[] {
  return analysed.filter(({ term }, n) => analysed.findIndex((other) => other.term === term) === n && term !== '')
}

/** V8 copies shorter slices; a longer one keeps the whole text alive that it was cut from. */
const SLICED_MIN = 13

function detached(word: string): string {
  return word.length < SLICED_MIN ? word : Array.from(word).join('')
}
