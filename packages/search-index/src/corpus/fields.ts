/** How often a term occurs in each field of a document, in 16 bits: title 4, tags 4, text 8. */
export type PackedFrequencies = number

/** One number per searched field. */
export interface PerField {
  title: number
  tags: number
  text: number
}

const TITLE_SHIFT = 12
const TAGS_SHIFT = 8
const SHORT_MAX = 0xf
const TEXT_MAX = 0xff

export const titleFrequency = (packed: PackedFrequencies): number => packed >>> TITLE_SHIFT
export const tagsFrequency = (packed: PackedFrequencies): number => (packed >>> TAGS_SHIFT) & SHORT_MAX
export const isTextOnly = (packed: PackedFrequencies): boolean => packed <= TEXT_MAX
export const textFrequency = (packed: PackedFrequencies): number => packed & TEXT_MAX

/** Counts one more occurrence. A count stops at its maximum, far beyond where BM25 saturates. */
export const addOccurrence: Readonly<Record<keyof PerField, (packed: PackedFrequencies) => PackedFrequencies>> = {
  title: (packed) => (titleFrequency(packed) < SHORT_MAX ? packed + (1 << TITLE_SHIFT) : packed),
  tags: (packed) => (tagsFrequency(packed) < SHORT_MAX ? packed + (1 << TAGS_SHIFT) : packed),
  text: (packed) => (textFrequency(packed) < TEXT_MAX ? packed + 1 : packed),
}

/** The sum of both. */
export function addFrequencies(a: PackedFrequencies, b: PackedFrequencies): PackedFrequencies {
  const title = Math.min(SHORT_MAX, titleFrequency(a) + titleFrequency(b))
  const tags = Math.min(SHORT_MAX, tagsFrequency(a) + tagsFrequency(b))
  const text = Math.min(TEXT_MAX, textFrequency(a) + textFrequency(b))
  return (title << TITLE_SHIFT) | (tags << TAGS_SHIFT) | text
}
