import type { SearchDocument } from '../document.ts'
import type { Analyser } from '../text/analyser.ts'
import { plainText } from '../text/plain-text.ts'
import { bestPassage } from './best-passage.ts'
import { findMatches, type Span } from './find-matches.ts'
import { matchedPart } from './matched-part.ts'

/** HTML: escaped text, without the markup of the field, with the matched words in `<mark>`. */
export interface Highlight {
  /** The whole title. */
  readonly title: string
  /** The best passage of the text. Absent when the document has no text. */
  readonly text?: string
}

/** `weights` are those of matched terms, for choosing the passage. */
export function highlight(
  analyser: Analyser,
  document: SearchDocument,
  weights: ReadonlyMap<string, number>,
): Highlight {
  const title = plainText(document.title)
  const marked = mark(title, { start: 0, end: title.length }, findMatches(analyser, title, weights).matches)
  if (document.text === undefined || document.text === '') return { title: marked }
  const part = matchedPart(analyser, plainText(document.text), weights)
  return { title: marked, text: mark(part.text, bestPassage(part.text, part, weights), part.matches) }
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
