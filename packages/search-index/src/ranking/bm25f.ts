import {
  isTextOnly,
  type PackedFrequencies,
  type PerField,
  tagsFrequency,
  textFrequency,
  titleFrequency,
} from '../corpus/fields.ts'

const lengthNormalisation: Readonly<PerField> = { title: 0.9, tags: 0.75, text: 0.6 }
const k1 = 1.7

/** The share of a term's weight that a document of average length gets, in [0, 1). */
export function averageSaturation(packed: PackedFrequencies, { title, tags, text }: Readonly<PerField>): number {
  const frequency = title * titleFrequency(packed) + tags * tagsFrequency(packed) + text * textFrequency(packed)
  return frequency / (k1 + frequency)
}

/**
 * BM25F with a length normalisation per field (Zaragoza, Craswell, Taylor, Saria, Robertson: Microsoft Cambridge at
 * TREC-13, 2004):
 *
 *     f = Σ_field weight · frequency / (1 − b + b · length / average length),   score = Σ_term idf · f / (k1 + f)
 *
 * An instance has the averages of one moment; make one per query. The saturation never falls when an average grows.
 */
export class Bm25f {
  readonly #weights: Readonly<PerField>
  readonly #title: FieldNorm
  readonly #tags: FieldNorm
  readonly #text: FieldNorm

  /** `lengths` are of the fields by slot, `averages` their means, `weights` 0 or more. */
  constructor(
    lengths: Readonly<Record<keyof PerField, Uint32Array>>,
    averages: Readonly<PerField>,
    weights: Readonly<PerField>,
  ) {
    this.#weights = weights
    this.#title = new FieldNorm(lengthNormalisation.title, lengths.title, averages.title)
    this.#tags = new FieldNorm(lengthNormalisation.tags, lengths.tags, averages.tags)
    this.#text = new FieldNorm(lengthNormalisation.text, lengths.text, averages.text)
  }

  /** The share of a term's weight that a document gets, in [0, 1). */
  saturation(packed: PackedFrequencies, slot: number): number {
    const { title, tags, text } = this.#weights
    // Most postings are of the text alone, and x/n / (k1 + x/n) = x / (k1·n + x) saves them a division.
    if (isTextOnly(packed)) return (text * packed) / (k1 * this.#text.norm(slot) + text * packed)
    const frequency =
      (title * titleFrequency(packed)) / this.#title.norm(slot) +
      (tags * tagsFrequency(packed)) / this.#tags.norm(slot) +
      (text * textFrequency(packed)) / this.#text.norm(slot)
    return frequency / (k1 + frequency)
  }
}

class FieldNorm {
  readonly #lengths: Uint32Array
  readonly #base: number
  readonly #slope: number

  constructor(b: number, lengths: Uint32Array, average: number) {
    this.#lengths = lengths
    this.#base = 1 - b
    // A field without terms has no average. Its lengths are all 0, so any slope will do.
    this.#slope = b / (average || 1)
  }

  /** 1 for a document of average length. */
  norm(slot: number): number {
    return this.#base + this.#slope * this.#lengths[slot]!
  }
}

/** In [2^20, 2^21) neighbouring doubles are 2^-32 apart. */
const shift = 1.5 * 2 ** 20

/**
 * The contribution of a term to a score, rounded to a multiple of 2^-32. Sums of such numbers are exact, so a score is
 * the same to the last bit in whatever order its terms are added. Rounding is monotone, so bounds stay bounds. Valid
 * below 2^19.
 */
export function contribution(weight: number, saturation: number): number {
  return weight * saturation + shift - shift
}

/** Chosen once for all collections of `bench/RESULTS.md`. No public collection has tags; their weight is a guess. */
const defaults: Readonly<PerField> = { title: 5, tags: 3, text: 1 }
const weightMax = 100

export type FieldWeights = Readonly<Partial<PerField>>

/** The weight of a word per field, with defaults. @throws RangeError for a weight outside of 0 to 100 */
export function fieldWeights(given: FieldWeights = {}): Readonly<PerField> {
  const weights = { ...defaults, ...given }
  for (const [field, weight] of Object.entries(weights)) {
    if (!(weight >= 0 && weight <= weightMax))
      throw new RangeError(`fieldWeights.${field} is ${weight}; it must be from 0 to ${weightMax}`)
  }
  return weights
}
