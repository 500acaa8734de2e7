import type { Corpus } from '../corpus/corpus.ts'

/** What a speller asks the documents. Words are folded. */
export interface SpellingSource {
  /** Documents held. */
  readonly size: number
  readonly forms: Pick<Corpus['forms'], 'near' | 'numberOf' | 'textOf' | 'documentsWith'>
  /** Documents that a search for the word finds, in whatever form they hold it. */
  documentsFinding(word: string): number
  /** Whether it is a function word of the language: no slip, whether documents hold it or not. */
  isStopWord(word: string): boolean
  /** Whether a search for one finds what a search for the other does. */
  isSameTerm(word: string, other: string): boolean
  /** Whether some document holds a word that begins so. */
  isBeginning(text: string): boolean
  /** Documents that a search finds by both words; an estimate when there are many. */
  documentsFindingBoth(word: string, other: string): number
}

/** Documents that hold the very word. */
export function documentsHolding({ forms }: Pick<SpellingSource, 'forms'>, word: string): number {
  const number = forms.numberOf(word)
  return number === undefined ? 0 : forms.documentsWith(number)
}
