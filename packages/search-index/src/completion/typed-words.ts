import { fold } from '../text/fold.ts'
import { forEachWord } from '../text/words.ts'

export interface TextWord {
  readonly folded: string
  /** Offsets in the original text, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

/** The words of a text in order. */
export function wordsIn(text: string): TextWord[] {
  const words: TextWord[] = []
  forEachWord(text, (word, start) => words.push({ folded: fold(word), start, end: start + word.length }))
  return words
}

export interface TypedQuery {
  /** Everything before the unfinished word, as typed. */
  readonly head: string
  /** The words of the head, folded. */
  readonly before: readonly string[]
  /** The unfinished word, folded; empty after a space. */
  readonly last: string
}

/** Splits what has been typed so far. */
export function readTyped(text: string): TypedQuery {
  const words = wordsIn(text)
  const last = words.at(-1)
  const isBeingTyped = last !== undefined && last.end === text.length
  const before = isBeingTyped ? words.slice(0, -1) : words
  return {
    head: isBeingTyped ? text.slice(0, last.start) : text,
    before: before.map(({ folded }) => folded),
    last: isBeingTyped ? last.folded : '',
  }
}
