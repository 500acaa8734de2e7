import type { Analyser } from './analyser.ts'

export interface MarkedWord {
  readonly term: string
  readonly form: string
  /** Offsets in the text, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

/** The words of a text in order; identifiers as a whole, and symbols that belong to a word as part of it: C++. */
export function markedWords(analyser: Analyser, text: string): MarkedWord[] {
  const words: MarkedWord[] = []
  analyser.forEachTerm(text, (term, start, end, form) => {
    if (start !== words.at(-1)?.start) words.push({ term, form, start, end })
  })
  analyser.forEachSpelling(text, ({ term, form }, start, end, isMarked) => {
    const at = isMarked ? words.findIndex((word) => start <= word.start && word.end <= end) : -1
    if (at >= 0) words[at] = { term, form, start, end }
  })
  return words
}
