import type { Corpus } from '../corpus/corpus.ts'
import { postingAt, slotAt } from '../corpus/posting-at.ts'
import type { Analyser } from '../text/analyser.ts'
import type { SpellingSource } from './spelling-source.ts'

/** Postings looked at to see how often two words stand together. */
const SAMPLE_MAX = 256

/** What a corpus can tell a speller. */
export class CorpusSpelling implements SpellingSource {
  readonly #analyser: Analyser
  readonly #corpus: Corpus

  constructor(analyser: Analyser, corpus: Corpus) {
    this.#analyser = analyser
    this.#corpus = corpus
  }

  get size(): number {
    return this.#corpus.slots.size
  }

  get forms(): Corpus['forms'] {
    return this.#corpus.forms
  }

  documentsFinding(word: string): number {
    return this.#corpus.documentsWith(this.#termOf(word))
  }

  documentsFindingBoth(word: string, other: string): number {
    const lists = [word, other].map((each) => this.#corpus.postings(this.#termOf(each)))
    const [short, long] = lists.sort((a, b) => a.length - b.length)
    if (short === undefined || long === undefined) return 0
    const step = Math.max(1, short.length / SAMPLE_MAX)
    let both = 0
    for (let at = 0; at < short.length; at += step) {
      const slot = slotAt(short, Math.floor(at))
      if (postingAt(long, slot) !== 0 && this.#corpus.slots.document(slot) !== undefined) both++
    }
    return both * step
  }

  #termOf(word: string): string {
    let first: string | undefined
    this.#analyser.forEachTerm(word, (term) => {
      first ??= term
    })
    return first ?? ''
  }
}
