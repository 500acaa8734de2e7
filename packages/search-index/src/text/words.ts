import { withUnit, wordHash, wordSeed } from './word-hash.ts'

/** A run of letters, digits, marks and underscores. Soft hyphens and joiners do not end a word. */
const letters = String.raw`[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u00ad\u200c\u200d]*`
/** Signs of text, such as ©, are no emoji. A variant or a tone of skin may follow. */
const picture = String.raw`(?![©®‼⁉™〰〽])\p{ExtPict}[\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]*`
const emoji = String.raw`\p{RI}{2}|${picture}(?:\u200d${picture})*`
const wordPattern = new RegExp(`${letters}|${emoji}`, 'gu')
/** Scripts that do not put spaces between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

const asciiEnd = 128
const plain = 1
const other = 2
/** By ASCII unit: whether it is a plain letter, another part of a word, or (0) no part of a word. */
const kindOfUnit = Uint8Array.from({ length: asciiEnd }, (_, unit) => {
  const letter = String.fromCharCode(unit)
  return /[a-z]/.test(letter) ? plain : /\w/.test(letter) ? other : 0
})

/** Returning false ends the visit. */
export type VisitWord = (word: string, start: number) => unknown
/**
 * `hash` is the `wordHash` of the word. A plain word has only a to z, and is its own form. Returning false ends the
 * visit.
 */
export type VisitSpan = (start: number, end: number, hash: number, isPlain: boolean) => unknown

/** Visits the words of a text in order, as written, with their offsets (UTF-16 units). */
export function forEachWord(text: string, visit: VisitWord): void {
  forEachSpan(text, (start, end) => visit(text.slice(start, end), start))
}

/**
 * Visits the offsets of the words of a text. Words of ASCII are found without a regular expression, at a fifth of its
 * cost. `Intl.Segmenter`, at six times its cost, only cuts the runs that need a dictionary.
 */
export function forEachSpan(text: string, visit: VisitSpan): void {
  const { length } = text
  for (let start = 0; start < length; ) {
    let hash = wordSeed
    let kinds = 0
    let end = start
    let unit = text.charCodeAt(end)
    for (let kind = kindOfUnit[unit] ?? 0; kind > 0; kind = kindOfUnit[unit] ?? 0) {
      kinds |= kind
      hash = withUnit(hash, unit)
      unit = ++end < length ? text.charCodeAt(end) : 0
    }
    if (unit < asciiEnd) {
      if (end > start && !isPossessive(text, start, end) && visit(start, end, hash, kinds === plain) === false) return
      start = end + 1
      continue
    }
    const run = firstRun(text, start)
    if (run === null) return
    start = run.index + run[0].length
    if (!visitRun(text, run.index, start, visit)) return
  }
}

/** Visitors may search for words themselves, so the position of the expression is set before each match. */
function firstRun(text: string, from: number): RegExpExecArray | null {
  wordPattern.lastIndex = from
  return wordPattern.exec(text)
}

function visitRun(text: string, start: number, end: number, visit: VisitSpan): boolean {
  const run = text.slice(start, end)
  if (!unspaced.test(run)) return isPossessive(text, start, end) || visit(start, end, wordHash(run), false) !== false
  for (const { segment, index, isWordLike } of segmenter.segment(run)) {
    const [from, to] = [start + index, start + index + segment.length]
    if (isWordLike && visit(from, to, wordHash(segment), false) === false) return false
  }
  return true
}

/** The s of "author's" is no word. */
function isPossessive(text: string, start: number, end: number): boolean {
  if (end - start !== 1 || (text[start] !== 's' && text[start] !== 'S')) return false
  const before = text[start - 1]
  return before === "'" || before === '’'
}
