import type { Corpus } from '../corpus/corpus.ts'
import {
  isTextOnly,
  type PackedFrequencies,
  type PerField,
  tagsFrequency,
  textFrequency,
  titleFrequency,
} from '../corpus/fields.ts'

/** Chosen once for all collections of bench/README; tags, which no public collection has, lie between title and text. */
const WEIGHTS: Readonly<PerField> = { title: 5, tags: 3, text: 1 }
const LENGTH_NORMALISATION: Readonly<PerField> = { title: 0.9, tags: 0.75, text: 0.6 }
const K1 = 1.7

/** The part of a term's idf that a document of average length earns, in [0, 1). */
export function averageSaturation(packed: PackedFrequencies): number {
  const frequency =
    WEIGHTS.title * titleFrequency(packed) + WEIGHTS.tags * tagsFrequency(packed) + WEIGHTS.text * textFrequency(packed)
  return frequency / (K1 + frequency)
}

/**
 * BM25F with a length normalisation per field (Zaragoza, Craswell, Taylor, Saria, Robertson: Microsoft Cambridge at TREC-13, 2004):
 *
 *     f = Σ_field weight · frequency / (1 − b + b · length / average length),   score = Σ_term idf · f / (k1 + f)
 *
 * An instance holds the averages of one moment; make one per query.
 */
export class Bm25f {
  readonly #title: FieldNorm
  readonly #tags: FieldNorm
  readonly #text: FieldNorm

  constructor(corpus: Corpus) {
    this.#title = new FieldNorm('title', corpus)
    this.#tags = new FieldNorm('tags', corpus)
    this.#text = new FieldNorm('text', corpus)
  }

  /** The part of a term's idf that a document earns, in [0, 1). */
  saturation(packed: PackedFrequencies, slot: number): number {
    // Most postings are of the text alone, and x/n / (k1 + x/n) = x / (k1·n + x) saves them a division.
    if (isTextOnly(packed)) return packed / (K1 * this.#text.norm(slot) + packed)
    const frequency =
      (WEIGHTS.title * titleFrequency(packed)) / this.#title.norm(slot) +
      (WEIGHTS.tags * tagsFrequency(packed)) / this.#tags.norm(slot) +
      (WEIGHTS.text * textFrequency(packed)) / this.#text.norm(slot)
    return frequency / (K1 + frequency)
  }
}

class FieldNorm {
  readonly #lengths: Uint32Array
  readonly #base: number
  readonly #slope: number

  constructor(field: keyof PerField, corpus: Corpus) {
    const b = LENGTH_NORMALISATION[field]
    this.#lengths = corpus.slots.lengths[field]
    this.#base = 1 - b
    // A field without any counted term has no average; its lengths are all 0, so any slope will do.
    this.#slope = b / (corpus.averageLength(field) || 1)
  }

  /** 1 for a document of average length. */
  norm(slot: number): number {
    return this.#base + this.#slope * (this.#lengths[slot] as number)
  }
}
