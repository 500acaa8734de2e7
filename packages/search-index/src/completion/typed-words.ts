import type { Analyser } from '../text/analyser.ts'
import { fold } from '../text/fold.ts'
import { isJoiner, withoutJoiners } from '../text/spelling-reader.ts'
import { forEachWord } from '../text/words.ts'

export interface TextWord {
  /** The form under which the index holds it: `wifi` for Wi-Fi, `c++` for C++. */
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

/** The words of a text in order: joined words as one, and symbols as part of their word. */
export function compoundsIn(analyser: Analyser, text: string): TextWord[] {
  const compounds: TextWord[] = []
  for (const word of wordsIn(text)) {
    const last = compounds.at(-1)
    if (last === undefined || word.start - last.end !== 1 || !isJoiner(text.charCodeAt(last.end))) compounds.push(word)
    else compounds[compounds.length - 1] = { ...word, start: last.start, folded: last.folded + word.folded }
  }
  analyser.forEachSpelling(text, ({ form }, start, end, isMarked) => {
    const at = isMarked ? compounds.findIndex((word) => start <= word.start && word.end <= end) : -1
    if (at >= 0) compounds[at] = { folded: form, start, end }
  })
  return compounds
}

export interface TypedQuery {
  /** Everything before the unfinished word, as typed. */
  readonly head: string
  /** The words of the head, folded. */
  readonly before: readonly string[]
  /** The unfinished word, folded; empty after a space. */
  readonly last: string
  /** The unfinished word as typed, with its joiners. */
  readonly written: string
}

/** Splits what has been typed so far. */
export function readTyped(analyser: Analyser, text: string): TypedQuery {
  const words = compoundsIn(analyser, text)
  const last = words.at(-1)
  const isJoining = last !== undefined && last.end === text.length - 1 && isJoiner(text.charCodeAt(last.end))
  const isBeingTyped = last !== undefined && (last.end === text.length || isJoining)
  const before = isBeingTyped ? words.slice(0, -1) : words
  return {
    head: isBeingTyped ? text.slice(0, last.start) : text,
    before: before.map(({ folded }) => folded),
    last: isBeingTyped ? last.folded : '',
    written: isBeingTyped ? text.slice(last.start) : '',
  }
}

/** Whether a typed word has a joiner, so that only words written like it continue it. */
export const isJoined = (written: string): boolean => withoutJoiners(written) !== written
