import type { Analyser } from '../text/analyser.ts'

/** Offsets in the original text, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A word of the text that has a term of the query. */
export interface Match extends Span {
  readonly term: string
}

export interface MatchedText {
  readonly words: readonly Span[]
  readonly matches: readonly Match[]
}

/** Finds the words of a text whose terms are wanted, in whatever form. */
export function findMatches(analyser: Analyser, text: string, wanted: { has(term: string): boolean }): MatchedText {
  const words: Span[] = []
  const matches: Match[] = []
  analyser.forEachTerm(text, (term, start, end) => {
    if (words.at(-1)?.start !== start) words.push({ start, end })
    if (wanted.has(term) && matches.at(-1)?.start !== start) matches.push({ start, end, term })
  })
  return { words, matches }
}
