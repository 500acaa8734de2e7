import type { Corpus } from '../corpus/corpus.ts'
import { type PostingList, placeOf } from '../corpus/posting-list.ts'
import type { Analyser } from '../text/analyser.ts'
import { hasPhrase } from './has-phrase.ts'
import type { SpellingSource } from './spelling-source.ts'

/** How many postings are sampled to estimate how often two words occur together. */
const sampleMax = 256
/** How many documents are read for a phrase. */
const readMax = 16

/** Answers a speller's questions from a corpus. */
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

  isStopWord(word: string): boolean {
    return this.#analyser.isStopTerm(this.#termOf(word))
  }

  isSameTerm(word: string, other: string): boolean {
    return this.#termOf(word) === this.#termOf(other)
  }

  isBeginning(text: string): boolean {
    return this.#corpus.forms.startingWith(text).length > 0
  }

  documentsFindingBoth(word: string, other: string): number {
    const lists = [word, other].map((each) => this.#corpus.postings(this.#termOf(each)))
    const [short, long] = lists.sort((a, b) => a.length - b.length)
    if (short === undefined || long === undefined) return 0
    const step = Math.max(1, short.length / sampleMax)
    let both = 0
    let from = 0
    for (let n = 0; n < short.length; n += step) {
      const slot = slotAt(short, Math.floor(n))
      from = firstAtLeast(long, from, slot)
      if (slotAt(long, from) === slot && this.#corpus.slots.document(slot) !== undefined) both++
    }
    return both * step
  }

  documentsWithPhrase(word: string, other: string): number {
    const lists = [word, other].map((each) => this.#corpus.postings(this.#termOf(each)))
    const [short, long] = lists.sort((a, b) => a.length - b.length)
    if (short === undefined || long === undefined) return 0
    let read = 0
    let found = 0
    for (let n = short.length - 1; n >= 0 && read < readMax; n--) {
      const slot = slotAt(short, n)
      const document = this.#corpus.slots.document(slot)
      if (document === undefined || slotAt(long, firstAtLeast(long, 0, slot)) !== slot) continue
      read++
      if (hasPhrase(document, word, other)) found++
    }
    return found
  }

  #termOf(word: string): string {
    let first: string | undefined
    this.#analyser.forEachTerm(word, (term) => {
      first ??= term
    })
    return first ?? ''
  }
}

const noSlot = -1
const slotAt = (list: PostingList, n: number): number => (n < list.length ? list.slots[placeOf(list, n)]! : noSlot)

/** The first posting, from `from` on, whose slot is at least `slot`. By bisection. */
function firstAtLeast(list: PostingList, from: number, slot: number): number {
  let [low, high] = [from, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (slotAt(list, middle) < slot) low = middle + 1
    else high = middle
  }
  return low
}
