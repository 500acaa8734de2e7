import type { Corpus } from '../corpus/corpus.ts'

/** The facts about the documents that a speller needs. Words are folded. */
export interface SpellingSource {
  /** How many documents there are. */
  readonly size: number
  readonly forms: Pick<Corpus['forms'], 'near' | 'numberOf' | 'textOf' | 'documentsWith'>
  /** How many documents hold the word in any form. */
  documentsFinding(word: string): number
  /** Whether it is a stop word, which is never corrected. */
  isStopWord(word: string): boolean
  /** Whether both words have the same stem. */
  isSameTerm(word: string, other: string): boolean
  /** Whether a document holds a word with this beginning. */
  isBeginning(text: string): boolean
  /** How many documents hold both words, in any form; an estimate if there are many. */
  documentsFindingBoth(word: string, other: string): number
  /** How many of the newest documents that hold both words write them side by side, in exactly this form. */
  documentsWithPhrase(word: string, other: string): number
}

/** How many documents hold exactly this form. */
export function documentsHolding({ forms }: Pick<SpellingSource, 'forms'>, word: string): number {
  const number = forms.numberOf(word)
  return number === undefined ? 0 : forms.documentsWith(number)
}
