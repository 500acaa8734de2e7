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
  /** In order; none overlaps another. */
  readonly matches: readonly Match[]
}

/** Finds the words of a text whose terms are wanted, in whatever form and spelling. */
export function findMatches(analyser: Analyser, text: string, wanted: { has(term: string): boolean }): MatchedText {
  const words: Span[] = []
  const matches: Match[] = []
  analyser.forEachTerm(text, (term, start, end) => {
    if (words.at(-1)?.start !== start) words.push({ start, end })
    if (wanted.has(term) && matches.at(-1)?.start !== start) matches.push({ start, end, term })
  })
  const spelt: Match[] = []
  analyser.forEachSpelling(text, ({ term }, start, end) => {
    if (wanted.has(term)) spelt.push({ start, end, term })
  })
  return { words, matches: spelt.length === 0 ? matches : merged(matches, spelt) }
}

/** Of matches that overlap, the longest, which is a whole compound. */
function merged(words: readonly Match[], spelt: readonly Match[]): Match[] {
  const all = [...words, ...spelt].sort((a, b) => a.start - b.start || b.end - a.end)
  const found: Match[] = []
  for (const match of all) if (match.start >= (found.at(-1)?.end ?? 0)) found.push(match)
  return found
}
