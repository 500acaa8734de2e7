/** Letters of one case, perhaps with a capital first. Words of mixed case are names, not slips. */
const LANGUAGE = /^\p{L}?[\p{Ll}\p{Lo}\p{M}]+$|^\p{Lu}+$/u
/** Scripts whose words are cut by a dictionary, or whose characters carry too much meaning to be slips. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const ACRONYM_MAX = 5
const SHORTEST = 3
const LONGEST = 32

/** Whether a word of a query may be corrected: identifiers, codes, numbers and acronyms may not. */
export function isCorrectable(word: string, isShouted: boolean): boolean {
  if (word.length < SHORTEST || word.length > LONGEST || !LANGUAGE.test(word) || UNSPACED.test(word)) return false
  return isShouted || word.length > ACRONYM_MAX || word !== word.toUpperCase() || word === word.toLowerCase()
}

/** The word in the letter case of the typed one: all capitals, the first, or none. */
export function withCaseOf(typed: string, word: string): string {
  if (typed === typed.toLowerCase()) return word
  if (typed.length > 1 && typed === typed.toUpperCase()) return word.toUpperCase()
  const [first = ''] = word
  return first.toUpperCase() + word.slice(first.length)
}
