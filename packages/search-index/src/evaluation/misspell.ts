/** Words that people misspell: four letters or more, and no code. */
const wordPattern = /(?<![\p{L}\p{N}_])\p{L}[\p{Ll}\p{M}]{3,}(?![\p{L}\p{N}_])/gu
const letters = 'abcdefghijklmnopqrstuvwxyz'

/** Misspells a word. Returns the word itself if it knows no misspelling. */
export type Slip = (word: string, random: () => number) => string

/** One random edit: a letter is left out, inserted, exchanged, or swapped with the next. */
export const randomSlip: Slip = (word, random) => {
  const below = (end: number): number => Math.floor(random() * end)
  for (;;) {
    const at = below(word.length)
    const [head, letter, tail] = [word.slice(0, at), word.slice(at, at + 1), word.slice(at + 1)]
    const other = letters.charAt(below(letters.length))
    const swapped = head + tail.slice(0, 1) + letter + tail.slice(1)
    const slipped = [head + tail, head + other + letter + tail, head + other + tail, swapped][below(4)] ?? word
    if (slipped !== word) return slipped
  }
}

/** A misspelling that people made, one edit away, from pairs of a wrong and a right spelling. */
export function humanSlip(pairs: Iterable<readonly [wrong: string, right: string]>): Slip {
  const spellings = new Map<string, string[]>()
  for (const [wrong, right] of pairs) {
    if (isOneSlip(wrong, right)) spellings.set(right, [...(spellings.get(right) ?? []), wrong])
  }
  return (word, random) => {
    const known = spellings.get(word) ?? []
    return known[Math.floor(random() * known.length)] ?? word
  }
}

/** Whether one letter was left out, inserted, exchanged, or swapped with the next. */
function isOneSlip(wrong: string, right: string): boolean {
  const shorter = Math.min(wrong.length, right.length)
  let head = 0
  while (head < shorter && wrong[head] === right[head]) head++
  let tail = 0
  while (tail < shorter - head && wrong.at(-1 - tail) === right.at(-1 - tail)) tail++
  const [a, b] = [wrong.slice(head, wrong.length - tail), right.slice(head, right.length - tail)]
  if (a.length <= 1 && b.length <= 1) return a !== b
  return a.length === 2 && b.length === 2 && a.charAt(0) === b.charAt(1) && a.charAt(1) === b.charAt(0)
}

/** The text with every word of four letters or more misspelt, in lower case. */
export function misspellEveryWord(text: string, slip: Slip, random: () => number): string {
  return unshouted(text).replace(wordPattern, (word) => slip(word.toLowerCase(), random))
}

/** The text with one such word misspelt; unchanged if there is no misspelling of any. */
export function misspellOneWord(text: string, slip: Slip, random: () => number): string {
  const plain = unshouted(text)
  const spellings = [...plain.matchAll(wordPattern)]
    .map(({ 0: word, index }) => ({ word, index, slipped: slip(word.toLowerCase(), random) }))
    .filter(({ word, slipped }) => slipped !== word.toLowerCase())
  const chosen = spellings[Math.floor(random() * spellings.length)]
  if (chosen === undefined) return plain
  return plain.slice(0, chosen.index) + chosen.slipped + plain.slice(chosen.index + chosen.word.length)
}

const unshouted = (text: string): string => (text === text.toUpperCase() ? text.toLowerCase() : text)
