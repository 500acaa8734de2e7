import { seededRandom } from '@inkling/learning'
import type { SearchDocument } from '@inkling/search-index'

/** Heaps' law: a text of n words has about 30 n^0.55 different words. */
const vocabularyOf = (words: number): number => Math.ceil(30 * words ** 0.55)
const titleWords = 8
const consonants = 'bcdfghjklmnprstvwz'
const vowels = 'aeiou'
const syllableCount = consonants.length * vowels.length

/** The word of a rank, made of syllables. Frequent words are short, as in natural languages. */
function wordOf(rank: number): string {
  let word = ''
  for (let rest = rank + syllableCount; rest > 0; rest = Math.floor(rest / syllableCount)) {
    const syllable = rest % syllableCount
    word += consonants.charAt(syllable % consonants.length) + vowels.charAt(Math.floor(syllable / consonants.length))
  }
  return word
}

/** A language with a vocabulary for a catalogue of this size; a word's frequency is proportional to 1 / rank (Zipf). */
export class SyntheticLanguage {
  readonly #items: number
  readonly #words: number
  readonly #vocabulary: number

  constructor(items: number, wordsPerItem: number) {
    this.#items = items
    this.#words = wordsPerItem
    this.#vocabulary = vocabularyOf(items * wordsPerItem)
  }

  /** The items. Titles hold none of the 50 most frequent words. */
  *items(): Generator<SearchDocument> {
    const random = seededRandom(1)
    for (let n = 0; n < this.#items; n++) {
      const title = this.#wordsFrom(50, titleWords, random)
      yield { id: `item-${n}`, title, text: this.#wordsFrom(1, this.#words - titleWords, random) }
    }
  }

  /** `count` queries of `words` words; none is among the hundred most frequent. */
  queries(count: number, words: number): string[] {
    const random = seededRandom(2)
    return Array.from({ length: count }, () => this.#wordsFrom(100, words, random))
  }

  #wordsFrom(leastRank: number, count: number, random: () => number): string {
    const rank = () => Math.floor(leastRank * (this.#vocabulary / leastRank) ** random())
    return Array.from({ length: count }, () => wordOf(rank())).join(' ')
  }
}
