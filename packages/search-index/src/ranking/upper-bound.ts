import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { Bm25f } from './bm25f.ts'

/** How far averages may grow before bounds must be computed anew, and how far they may fall before that pays. */
const HEADROOM = 1.1
const SLACK_MAX = 1.3
const FIELDS = ['title', 'tags', 'text'] as const

/**
 * The BM25F that bounds of posting blocks are computed by. Every write moves the average lengths, by which scores are
 * normalised; a bound for averages a tenth larger stays a bound until they have grown that far.
 */
export class Ceiling {
  readonly #corpus: Corpus
  #averages: Readonly<PerField> = { title: 0, tags: 0, text: 0 }
  readonly #weights: Readonly<PerField>

  constructor(corpus: Corpus, weights: Readonly<PerField>) {
    this.#corpus = corpus
    this.#weights = weights
  }

  /** Never says less than the BM25F of now. Forgets the bounds that do not hold any more. */
  current(): Bm25f {
    const now = this.#corpus.averageLengths
    const holds = (field: keyof PerField): boolean =>
      now[field] <= this.#averages[field] && now[field] * SLACK_MAX >= this.#averages[field]
    if (!FIELDS.every(holds)) {
      this.#averages = { title: now.title * HEADROOM, tags: now.tags * HEADROOM, text: now.text * HEADROOM }
      this.#corpus.forgetBounds()
    }
    return new Bm25f(this.#corpus.slots.lengths, this.#averages, this.#weights)
  }
}
