import type { Span } from './find-matches.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

/** The passage as HTML with its matches in `<mark>`. Without the tags it is exactly the escaped passage. */
export function mark(text: string, passage: Span, matches: readonly Span[]): string {
  let html = ''
  let from = passage.start
  for (const { start, end } of matches) {
    if (start < from || end > passage.end) continue
    html += `${escapeHtml(text.slice(from, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`
    from = end
  }
  return html + escapeHtml(text.slice(from, passage.end))
}
