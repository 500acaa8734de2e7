import { fold } from './fold.ts'
import { type Language, languages } from './languages.ts'
import { scriptForms, scriptStem } from './script-rules.ts'
import { SpellingReader } from './spelling-reader.ts'
import { splitIdentifier } from './split-identifier.ts'
import { wordHash } from './word-hash.ts'
import { WordMemory } from './word-table.ts'
import { forEachSpan, forEachWord } from './words.ts'

/** Longer words are encoded data. They are cut, so that terms and stemming time are bounded. */
export const wordMax = 64
/** How many analysed words are cached. The older half is dropped at a time; a word that recurs in time stays. */
const cacheMax = 200_000
/** A word that needs no folding or splitting, except perhaps of a capital first letter. */
const plain = /^[A-Za-z][a-z]*$/
const isSpacedAscii = /^[a-z]/

/**
 * `term` is the stem of `form`, the folded word; offsets are of the word in the text. Returning false ends the visit.
 */
export type VisitTerm = (term: string, start: number, end: number, form: string) => unknown

/** As `VisitTerm`, for other spellings; `isMarked` where the form holds symbols. */
export type VisitSpellingForm = (spelling: AnalysedForm, start: number, end: number, isMarked: boolean) => unknown

/** One of the terms of a word. */
export interface AnalysedForm {
  readonly term: string
  readonly form: string
  /** The `wordHash` of the form. */
  readonly hash: number
  readonly isStop: boolean
}

/** Turns text into terms, for indexing and searching: folded, stemmed, identifiers whole and in parts. */
export class Analyser {
  /** Whether words are found within longer ones. */
  readonly hasCompounds: boolean
  readonly #stem: (word: string) => string
  readonly #stopTerms: ReadonlySet<string>
  #recent = new WordMemory<readonly AnalysedForm[]>()
  #older = new WordMemory<readonly AnalysedForm[]>()

  constructor(language: Language) {
    const { stem, stopWords, hasCompounds = false } = languages[language]
    this.hasCompounds = hasCompounds
    this.#stem = (word) => stem(isSpacedAscii.test(word) ? word : scriptStem(word))
    this.#stopTerms = new Set(stopWords.map((word) => stem(fold(word))))
  }

  /** Visits the terms of a text with the offsets of their words. One word can have several terms. */
  forEachTerm(text: string, visit: VisitTerm): void {
    forEachSpan(text, (start, end, hash) => {
      for (const { term, form } of this.formsAt(text, start, end, hash)) {
        if (visit(term, start, end, form) === false) return false
      }
      return true
    })
  }

  /**
   * Visits the other spellings of the words of a text: joined and with symbols, see `SpellingReader`. Documents and
   * queries find each other by them.
   */
  forEachSpelling(text: string, visit: VisitSpellingForm): void {
    const reader = new SpellingReader((spelling, start, end, isMarked) => {
      const analysed = this.spelling(spelling, isMarked)
      if (analysed.term !== '') visit(analysed, start, end, isMarked)
    })
    forEachSpan(text, (start, end) => reader.word(text, start, end))
    reader.finish(text)
  }

  /** The form of a spelling that `SpellingReader` found. Symbols are not stemmed. */
  spelling(written: string, isMarked: boolean): AnalysedForm {
    const form = detached(fold(written.slice(0, wordMax)))
    return isMarked ? { term: form, form, hash: wordHash(form), isStop: false } : this.#analysed(form)
  }

  /** The forms of a word of up to `wordMax` units, without the cache. */
  formsOf(word: string): readonly AnalysedForm[] {
    return distinctTerms(formsOf(word).map(this.#analysed))
  }

  isStopTerm(term: string): boolean {
    return this.#stopTerms.has(term)
  }

  /** The forms, one per term, of the word in a text from `start` to before `end`; `hash` is its `wordHash`. */
  formsAt(text: string, start: number, end: number, hash: number): readonly AnalysedForm[] {
    if (end - start <= wordMax)
      return this.#recent.at(text, start, end, hash) ?? this.#remember(text.slice(start, end), hash)
    const cut = text.slice(start, start + wordMax).toWellFormed()
    const cutHash = wordHash(cut)
    return this.#recent.at(cut, 0, cut.length, cutHash) ?? this.#remember(cut, cutHash)
  }

  #remember(word: string, hash: number): readonly AnalysedForm[] {
    const analysed = this.#older.at(word, 0, word.length, hash) ?? this.formsOf(word)
    if (this.#recent.size >= cacheMax / 2) {
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
  if (plain.test(word)) return [detached(word.toLowerCase())]
  const forms: string[] = []
  for (const part of [word, ...splitIdentifier(word)]) {
    // Compatibility forms can hold several words: ½ is 1⁄2.
    forEachWord(fold(part), (written) => {
      const folded = written.replaceAll('_', '')
      for (const form of [folded, ...scriptForms(folded)]) forms.push(detached(form))
    })
  }
  return forms.filter((form) => form !== '')
}

/** A word counts once under each of its terms, however many of its parts have it. */
function distinctTerms(analysed: readonly AnalysedForm[]): readonly AnalysedForm[] {
  return analysed.filter(({ term }, n) => analysed.findIndex((other) => other.term === term) === n && term !== '')
}

/** V8 copies shorter slices. A longer slice keeps the whole text alive that it was cut from. */
const slicedMin = 13

function detached(word: string): string {
  return word.length < slicedMin ? word : Array.from(word).join('')
}

const analysers = new Map<Language, Analyser>()

/** The analyser of a language, shared by all indexes. Its only state is a bounded cache of analysed words. */
export function analyserFor(language: Language): Analyser {
  const analyser = analysers.get(language) ?? new Analyser(language)
  analysers.set(language, analyser)
  return analyser
}
