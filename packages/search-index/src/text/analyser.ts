import { fold } from './fold.ts'
import { type Language, languages } from './languages.ts'
import { splitIdentifier } from './split-identifier.ts'
import { wordHash } from './word-hash.ts'
import { WordMemory } from './word-table.ts'
import { forEachSpan, forEachWord } from './words.ts'

/** Longer words are encoded data rather than language: cut, so that no term and no stemming time is unbounded. */
export const WORD_MAX = 64
/** Words remembered until the older half is forgotten; one that comes again in time stays. */
const CACHE_MAX = 200_000
/** Nothing to fold or to split but perhaps a capital at the beginning. */
const PLAIN = /^[A-Za-z][a-z]*$/

/** `term` is the stem of `form`, the folded word as it is written; offsets are of the word in the text. Answering false ends the visit. */
export type VisitTerm = (term: string, start: number, end: number, form: string) => unknown

/** One of the terms of a word. */
export interface AnalysedForm {
  readonly term: string
  readonly form: string
  /** The `wordHash` of the form. */
  readonly hash: number
  readonly isStop: boolean
}

/** Turns text into the terms that are indexed and looked up: folded, stemmed, identifiers whole and in parts. */
export class Analyser {
  readonly #stem: (word: string) => string
  readonly #stopTerms: ReadonlySet<string>
  #recent = new WordMemory<readonly AnalysedForm[]>()
  #older = new WordMemory<readonly AnalysedForm[]>()

  constructor(language: Language) {
    const { stem, stopWords } = languages[language]
    this.#stem = stem
    this.#stopTerms = new Set(stopWords.map((word) => stem(fold(word))))
  }

  /** Visits every term of the text with the offsets of the word it comes from; one word can yield several terms. */
  forEachTerm(text: string, visit: VisitTerm): void {
    forEachSpan(text, (start, end, hash) => {
      for (const { term, form } of this.formsAt(text, start, end, hash)) {
        if (visit(term, start, end, form) === false) return false
      }
      return true
    })
  }

  /** The forms of a word of up to `WORD_MAX` units, which is not remembered. */
  formsOf(word: string): readonly AnalysedForm[] {
    return distinctTerms(formsOf(word).map(this.#analysed))
  }

  isStopTerm(term: string): boolean {
    return this.#stopTerms.has(term)
  }

  /** The forms, one for each term, of the word that stands in a text from `start` to before `end`; `hash` is its `wordHash`. */
  formsAt(text: string, start: number, end: number, hash: number): readonly AnalysedForm[] {
    if (end - start <= WORD_MAX)
      return this.#recent.at(text, start, end, hash) ?? this.#remember(text.slice(start, end), hash)
    const cut = text.slice(start, start + WORD_MAX).toWellFormed()
    const cutHash = wordHash(cut)
    return this.#recent.at(cut, 0, cut.length, cutHash) ?? this.#remember(cut, cutHash)
  }

  #remember(word: string, hash: number): readonly AnalysedForm[] {
    const analysed = this.#older.at(word, 0, word.length, hash) ?? this.formsOf(word)
    if (this.#recent.size >= CACHE_MAX / 2) {
      this.#older = this.#recent
      this.#recent = new WordMemory()
    }
    this.#recent.set(detached(word), hash, analysed)
    return analysed
  }

  readonly #analysed = (form: string): AnalysedForm => {
    const term = detached(this.#stem(form))
    return { term: term === form ? form : term, form, hash: wordHash(form), isStop: this.isStopTerm(term) }
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
function distinctTerms(analysed: readonly AnalysedForm[]): readonly AnalysedForm[] {
  return analysed.filter(({ term }, n) => analysed.findIndex((other) => other.term === term) === n && term !== '')
}

/** V8 copies shorter slices; a longer one keeps the whole text alive that it was cut from. */
const SLICED_MIN = 13

function detached(word: string): string {
  return word.length < SLICED_MIN ? word : Array.from(word).join('')
}

const analysers = new Map<Language, Analyser>()

/** One analyser per language serves every index: all it holds is a bounded memory of words already analysed. */
export function analyserFor(language: Language): Analyser {
  const analyser = analysers.get(language) ?? new Analyser(language)
  analysers.set(language, analyser)
  return analyser
}
