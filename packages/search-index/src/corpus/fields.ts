/** How often a term occurs in each field of a document, in 16 bits: title 4, tags 4, text 8. */
export type PackedFrequencies = number

/** One number per searched field. */
export interface PerField {
  title: number
  tags: number
  text: number
}

const titleShift = 12
const tagsShift = 8
const shortMax = 0xf
const textMax = 0xff

export const titleFrequency = (packed: PackedFrequencies): number => packed >>> titleShift
export const tagsFrequency = (packed: PackedFrequencies): number => (packed >>> tagsShift) & shortMax
export const isTextOnly = (packed: PackedFrequencies): boolean => packed <= textMax
export const textFrequency = (packed: PackedFrequencies): number => packed & textMax

/** Counts one more occurrence. A count stops at its maximum, far beyond where BM25 saturates. */
export const addOccurrence: Readonly<Record<keyof PerField, (packed: PackedFrequencies) => PackedFrequencies>> = {
  title: (packed) => (titleFrequency(packed) < shortMax ? packed + (1 << titleShift) : packed),
  tags: (packed) => (tagsFrequency(packed) < shortMax ? packed + (1 << tagsShift) : packed),
  text: (packed) => (textFrequency(packed) < textMax ? packed + 1 : packed),
}

/** The sum of both. */
export function addFrequencies(a: PackedFrequencies, b: PackedFrequencies): PackedFrequencies {
  const title = Math.min(shortMax, titleFrequency(a) + titleFrequency(b))
  const tags = Math.min(shortMax, tagsFrequency(a) + tagsFrequency(b))
  const text = Math.min(textMax, textFrequency(a) + textFrequency(b))
  return (title << titleShift) | (tags << tagsShift) | text
}
