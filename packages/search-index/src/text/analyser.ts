import { fold } from './fold.ts'
import { type Language, languages } from './languages.ts'
import { splitIdentifier } from './split-identifier.ts'
import { forEachWord } from './words.ts'

/** Longer words are encoded data rather than language: cut, so that no term and no stemming time is unbounded. */
const WORD_MAX = 64
const CACHE_MAX = 50_000
/** Nothing to fold or to split but perhaps a capital at the beginning. */
const PLAIN = /^[A-Za-z][a-z]*$/

export type VisitTerm = (term: string, start: number, end: number) => void

/** Turns text into the terms that are indexed and looked up: folded, stemmed, identifiers whole and in parts. */
export class Analyser {
  readonly #stem: (word: string) => string
  readonly #stopTerms: ReadonlySet<string>
  readonly #termsByWord = new Map<string, readonly string[]>()

  constructor(language: Language) {
    const { stem, stopWords } = languages[language]
    this.#stem = stem
    this.#stopTerms = new Set(stopWords.map(stem))
  }

  /** Visits every term of the text with the offsets of the word it comes from; one word can yield several terms. */
  forEachTerm(text: string, visit: VisitTerm): void {
    forEachWord(text, (word, start) => {
      const cut = word.length > WORD_MAX ? word.slice(0, WORD_MAX).toWellFormed() : word
      for (const term of this.#termsOf(cut)) visit(term, start, start + word.length)
    })
  }

  isStopTerm(term: string): boolean {
    return this.#stopTerms.has(term)
  }

  #termsOf(word: string): readonly string[] {
    const known = this.#termsByWord.get(word)
    if (known !== undefined) return known
    if (this.#termsByWord.size >= CACHE_MAX) this.#termsByWord.clear()
    const terms = this.#analyse(word)
    this.#termsByWord.set(detached(word), terms)
    return terms
  }

  #analyse(word: string): readonly string[] {
    if (PLAIN.test(word)) return [detached(this.#stem(word.toLowerCase()))]
    const terms = new Set<string>()
    for (const part of [word, ...splitIdentifier(word)]) {
      // Compatibility forms can hold several words: ½ is 1⁄2.
      forEachWord(fold(part), (folded) => terms.add(detached(this.#stem(folded.replaceAll('_', '')))))
    }
    terms.delete('')
    return [...terms]
  }
}

/** V8 copies shorter slices; a longer one keeps the whole text alive that it was cut from. */
const SLICED_MIN = 13

function detached(word: string): string {
  return word.length < SLICED_MIN ? word : Array.from(word).join('')
}
