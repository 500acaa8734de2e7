import { seededRandom } from '@inkling/learning'
import type { SearchDocument } from '@inkling/search-index'

/** Heaps' law: a text of n words has about 30 n^0.55 different ones. */
const vocabularyOf = (words: number): number => Math.ceil(30 * words ** 0.55)
const TITLE_WORDS = 8
const CONSONANTS = 'bcdfghjklmnprstvwz'
const VOWELS = 'aeiou'
const SYLLABLES = CONSONANTS.length * VOWELS.length

/** The word of a rank: syllables, frequent words being short as in languages. */
function wordOf(rank: number): string {
  let word = ''
  for (let rest = rank + SYLLABLES; rest > 0; rest = Math.floor(rest / SYLLABLES)) {
    const syllable = rest % SYLLABLES
    word += CONSONANTS.charAt(syllable % CONSONANTS.length) + VOWELS.charAt(Math.floor(syllable / CONSONANTS.length))
  }
  return word
}

/** A language, as large as a catalogue's: word frequencies are as 1 / rank (Zipf). */
export class SyntheticLanguage {
  readonly #items: number
  readonly #words: number
  readonly #vocabulary: number

  constructor(items: number, wordsPerItem: number) {
    this.#items = items
    this.#words = wordsPerItem
    this.#vocabulary = vocabularyOf(items * wordsPerItem)
  }

  /** Titles without the most frequent words, and texts. */
  *items(): Generator<SearchDocument> {
    const random = seededRandom(1)
    for (let n = 0; n < this.#items; n++) {
      const title = this.#wordsFrom(50, TITLE_WORDS, random)
      yield { id: `item-${n}`, title, text: this.#wordsFrom(1, this.#words - TITLE_WORDS, random) }
    }
  }

  /** Queries of so many words, none of which is among the hundred most frequent. */
  queries(count: number, words: number): string[] {
    const random = seededRandom(2)
    return Array.from({ length: count }, () => this.#wordsFrom(100, words, random))
  }

  #wordsFrom(leastRank: number, count: number, random: () => number): string {
    const rank = () => Math.floor(leastRank * (this.#vocabulary / leastRank) ** random())
    return Array.from({ length: count }, () => wordOf(rank())).join(' ')
  }
}
