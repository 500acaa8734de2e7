import type { SearchDocument } from '../document.ts'
import { fold } from '../text/fold.ts'
import { plainText } from '../text/plain-text.ts'
import { forEachWord } from '../text/words.ts'

/** How much of a text is read. */
const scannedMax = 2000
const oneSpace = /^[ -]$/

/** Whether a document writes two folded words side by side, in the title, a tag or the beginning of the text. */
export function hasPhrase({ title, tags = [], text = '' }: SearchDocument, left: string, right: string): boolean {
  return [title, ...tags, text.slice(0, scannedMax)].some((field) => isIn(plainText(field), left, right))
}

function isIn(text: string, left: string, right: string): boolean {
  let isFound = false
  let end = -1
  forEachWord(text, (word, start) => {
    const folded = fold(word)
    isFound ||= end >= 0 && folded === right && oneSpace.test(text.slice(end, start))
    end = folded === left ? start + word.length : -1
    return !isFound
  })
  return isFound
}
