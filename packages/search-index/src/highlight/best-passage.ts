import type { Match, MatchedText, Span } from './find-matches.ts'

/** In UTF-16 units: about two lines of a result list. */
const passageLength = 160

/**
 * The passage of about 160 characters, cut between words, whose distinct matched terms have the highest total weight.
 * The first of equals; the beginning of the text if nothing matches.
 */
export function bestPassage(text: string, { words, matches }: MatchedText, weights: ReadonlyMap<string, number>): Span {
  const core = heaviestWindow(matches, weights)
  const spare = Math.max(0, passageLength - (core.end - core.start))
  const from = Math.max(0, core.start - Math.floor(spare / 3))
  const to = Math.max(core.end, from + passageLength)
  const start = from === 0 ? 0 : (words.find((word) => word.start >= from)?.start ?? from)
  const end = to >= text.length ? text.length : (words.findLast((word) => word.end <= to)?.end ?? 0)
  return { start, end: end > start ? end : wellFormedEnd(text, to) }
}

function heaviestWindow(matches: readonly Match[], weights: ReadonlyMap<string, number>): Span {
  let best: Span = { start: 0, end: 0 }
  let bestWeight = 0
  matches.forEach((first, index) => {
    let end = first.end
    let weight = 0
    const seen = new Set<string>()
    for (let i = index; i < matches.length; i++) {
      const match = matches[i]!
      if (i > index && match.end - first.start > passageLength) break
      if (!seen.has(match.term)) weight += weights.get(match.term) ?? 0
      seen.add(match.term)
      end = match.end
    }
    if (weight > bestWeight) {
      best = { start: first.start, end }
      bestWeight = weight
    }
  })
  return best
}

/** A text without words may be cut anywhere except inside a surrogate pair. */
function wellFormedEnd(text: string, end: number): number {
  const before = text.charCodeAt(end - 1)
  return before >= 0xd800 && before <= 0xdbff ? end - 1 : end
}
