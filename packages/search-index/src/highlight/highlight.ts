import type { SearchDocument } from '../document.ts'
import type { Analyser } from '../text/analyser.ts'
import { bestPassage } from './best-passage.ts'
import { findMatches, type Span } from './find-matches.ts'

/** HTML: escaped text with the matched words in `<mark>`. */
export interface Highlight {
  /** The whole title. */
  readonly title: string
  /** The best passage of the text. Absent when the document has no text. */
  readonly text?: string
}

/**
 * Only the beginning of a text is searched for a passage, so that a text of a megabyte costs no more than a few pages.
 */
const scannedMax = 20_000

/** `weights` are those of matched terms, for choosing the passage. */
export function highlight(
  analyser: Analyser,
  document: SearchDocument,
  weights: ReadonlyMap<string, number>,
): Highlight {
  const { title, text } = document
  const marked = mark(title, { start: 0, end: title.length }, findMatches(analyser, title, weights).matches)
  if (text === undefined || text === '') return { title: marked }
  const matched = findMatches(analyser, text.slice(0, scannedMax), weights)
  return { title: marked, text: mark(text, bestPassage(text, matched, weights), matched.matches) }
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

/** The passage as HTML with its matches in `<mark>`. Without the tags it is exactly the escaped passage. */
function mark(text: string, passage: Span, matches: readonly Span[]): string {
  let html = ''
  let from = passage.start
  for (const { start, end } of matches) {
    if (start < from || end > passage.end) continue
    html += `${escapeHtml(text.slice(from, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`
    from = end
  }
  return html + escapeHtml(text.slice(from, passage.end))
}
