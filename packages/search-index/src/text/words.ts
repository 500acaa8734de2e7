/** A run of letters, digits, marks and underscores; soft hyphens and joiners do not end a word. */
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u00ad\u200c\u200d]*/gu
/** Scripts that do not put spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** Answering false ends the visit. */
export type VisitWord = (word: string, start: number) => unknown

/**
 * Visits the words of a text in order, each exactly as written at its offset (UTF-16 units).
 * `Intl.Segmenter` costs six times the expression here, so it only cuts the runs that need a dictionary.
 */
export function forEachWord(text: string, visit: VisitWord): void {
  const spaced = !UNSPACED.test(text)
  for (let match = firstWord(text, 0); match !== null; ) {
    const [run] = match
    const end = match.index + run.length
    const goesOn =
      spaced || !UNSPACED.test(run)
        ? isPossessive(text, run, match.index) || visit(run, match.index) !== false
        : segmentRun(run, match.index, visit)
    if (!goesOn) return
    match = firstWord(text, end)
  }
}

/** Visitors look for words in turn, so the expression's own position cannot be relied on between matches. */
function firstWord(text: string, from: number): RegExpExecArray | null {
  WORD.lastIndex = from
  return WORD.exec(text)
}

function segmentRun(run: string, offset: number, visit: VisitWord): boolean {
  for (const { segment, index, isWordLike } of segmenter.segment(run)) {
    if (isWordLike && visit(segment, offset + index) === false) return false
  }
  return true
}

/** The s of "author's" is no word. */
function isPossessive(text: string, run: string, start: number): boolean {
  if (run !== 's' && run !== 'S') return false
  const before = text[start - 1]
  return before === "'" || before === '’'
}
