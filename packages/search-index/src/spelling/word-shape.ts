/** Letters of one case, perhaps with a capital first. Words of mixed case are names, not slips. */
const language = /^\p{L}?[\p{Ll}\p{Lo}\p{M}]+$|^\p{Lu}+$/u
/** Scripts whose words are cut by a dictionary, or whose characters carry too much meaning to be slips. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const acronymMax = 5
const shortest = 3
const longest = 32

/** Whether a word of a query may be corrected: identifiers, codes, numbers and acronyms may not. */
export function isCorrectable(word: string, isShouted: boolean): boolean {
  if (word.length < shortest || word.length > longest || !language.test(word) || unspaced.test(word)) return false
  return isShouted || word.length > acronymMax || word !== word.toUpperCase() || word === word.toLowerCase()
}

/** The word in the letter case of the typed one: all capitals, the first, or none. */
export function withCaseOf(typed: string, word: string): string {
  if (typed === typed.toLowerCase()) return word
  if (typed.length > 1 && typed === typed.toUpperCase()) return word.toUpperCase()
  const [first = ''] = word
  return first.toUpperCase() + word.slice(first.length)
}
