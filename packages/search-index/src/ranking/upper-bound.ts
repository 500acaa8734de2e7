import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { growArray } from '../memory/grow-array.ts'
import { Bm25f } from './bm25f.ts'

/** How far averages may grow before bounds must be computed again, and how far they may fall before that pays. */
const headroom = 1.1
const slackMax = 1.3
const allFields = ['title', 'tags', 'text'] as const

/** Bounds of posting blocks, and the BM25F that computes them. */
export interface BlockBounds {
  /** Never returns less than the BM25F of now. */
  readonly bm25f: Bm25f
  /** By the number of a full block, its highest saturation; 0 until a cursor has computed it. */
  readonly byBlock: Float32Array
}

/**
 * The bounds of posting blocks under one set of field weights. Every write moves the average lengths, by which scores
 * are normalised; a bound for averages a tenth larger stays a bound until they have grown that far.
 */
export class UpperBound {
  readonly #corpus: Corpus
  readonly #weights: Readonly<PerField>
  #averages: Readonly<PerField> = { title: 0, tags: 0, text: 0 }
  #byBlock = new Float32Array(0)
  #generation: number

  constructor(corpus: Corpus, weights: Readonly<PerField>) {
    this.#corpus = corpus
    this.#weights = weights
    this.#generation = corpus.postingGeneration
  }

  get bytes(): number {
    return this.#byBlock.byteLength
  }

  /** The bounds that hold now; those that no longer hold are forgotten. Valid until the next change of the corpus. */
  current(): BlockBounds {
    const { averageLengths: now, postingBlocks, postingGeneration } = this.#corpus
    const holds = (field: keyof PerField): boolean =>
      now[field] <= this.#averages[field] && now[field] * slackMax >= this.#averages[field]
    if (postingGeneration !== this.#generation || !allFields.every(holds)) {
      this.#averages = { title: now.title * headroom, tags: now.tags * headroom, text: now.text * headroom }
      this.#generation = postingGeneration
      this.#byBlock.fill(0)
    }
    this.#byBlock = growArray(this.#byBlock, postingBlocks)
    return { bm25f: new Bm25f(this.#corpus.slots.lengths, this.#averages, this.#weights), byBlock: this.#byBlock }
  }
}
