import { hashText } from '@inkling/learning'
import { areVariants } from './are-variants.ts'
import { BandIndex } from './band-index.ts'
import { bandsOf } from './min-hash.ts'
import { type Fingerprint, fingerprintOf, similarityOf } from './shingles.ts'
import { wordsOf } from './words.ts'

export interface TextDocument {
  readonly id: string
  readonly text: string
  /** Only documents of the same group are compared. */
  readonly group: string
}

export interface Duplicate {
  /** The document that was added first. */
  readonly survivorId: string
  /** The mean of the shares of words and of pairs of neighbouring words that both have, from 0 to 1. */
  readonly similarity: number
  /** Whether the texts have the same words in the same order. */
  readonly isExact: boolean
}

export interface NearDuplicatesOptions {
  /**
   * From this similarity on, above 0 and up to 1, a document is a duplicate. A text of which 10 % of the words were
   * replaced has about 0.74.
   */
  readonly leastSimilarity: number
}

interface Survivor {
  readonly id: string
  readonly group: string
  /** Its words with spaces between them. */
  readonly words: string
  readonly fingerprint: Fingerprint
}

/** The candidates that share the most bands are compared. */
const maxCompared = 32

/**
 * Finds documents whose texts are equal, or nearly. A duplicate is similar itself to its survivor: likeness does not
 * pass from one document through a second to a third. The same documents in the same order have the same duplicates.
 *
 * MinHash proposes candidates by the pairs of neighbouring words. It misses about one in 50 texts that have 0.45 of
 * them in common, and none of practice from 0.6 on. The similarity of each candidate is then computed. Equal texts are
 * always found.
 */
export class NearDuplicates {
  readonly #leastSimilarity: number
  readonly #survivors: Survivor[] = []
  readonly #index = new BandIndex()
  readonly #equal = new Map<string, Survivor>()

  /** @throws RangeError */
  constructor({ leastSimilarity }: NearDuplicatesOptions) {
    if (!(leastSimilarity > 0 && leastSimilarity <= 1))
      throw new RangeError(`leastSimilarity must be above 0 and at most 1, got ${leastSimilarity}`)
    this.#leastSimilarity = leastSimilarity
  }

  /**
   * Says of which earlier document this one is a duplicate; the most similar one, of equally similar ones the first. A
   * document without words is none, and has none.
   */
  add({ id, text, group }: TextDocument): Duplicate | undefined {
    const list = wordsOf(text)
    if (list.length === 0) return undefined
    const words = list.join(' ')
    const key = `${group}\n${words}`
    const equal = this.#equal.get(key)
    if (equal) return { survivorId: equal.id, similarity: 1, isExact: true }
    const document = { id, group, words, fingerprint: fingerprintOf(list) }
    const bands = bandsOf(document.fingerprint.pairs, hashText(group))
    const near = this.#nearest(document, bands)
    if (near) return near
    this.#survivors.push(document)
    this.#index.add(bands)
    this.#equal.set(key, document)
    return undefined
  }

  #nearest({ group, words, fingerprint }: Survivor, bands: Uint32Array): Duplicate | undefined {
    let nearest: Duplicate | undefined
    const candidates = [...this.#index.sharing(bands)].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    for (const [place] of candidates.slice(0, maxCompared)) {
      const survivor = this.#survivors[place]
      if (survivor?.group !== group) continue
      const similarity = similarityOf(fingerprint, survivor.fingerprint)
      if (similarity < this.#leastSimilarity || similarity <= (nearest?.similarity ?? 0)) continue
      if (!areVariants(words.split(' '), survivor.words.split(' ')))
        nearest = { survivorId: survivor.id, similarity, isExact: false }
    }
    return nearest
  }
}
