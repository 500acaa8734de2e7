import type { Analyser } from '../text/analyser.ts'
import { escapePattern } from '../text/escape-pattern.ts'
import { findMatches, type MatchedText } from './find-matches.ts'

/** A passage is chosen within one part, so that a text of a megabyte costs no more than a few pages. */
const partLength = 20_000
/** How many parts are analysed. Parts that a quick look rules out do not count. */
const analysedMax = 20
const ascii = /^[\0-\x7f]*$/
/** Stemming changes the last letters of a word. */
const kept = 2
const keptMin = 2

interface MatchedPart extends MatchedText {
  readonly text: string
}

/** The first part of a text, of some 20,000 characters, that holds a match; the beginning if none does. */
export function matchedPart(analyser: Analyser, text: string, weights: ReadonlyMap<string, number>): MatchedPart {
  const first = readPart(analyser, text, 0, weights)
  if (first.matches.length > 0 || text.length <= partLength) return first
  const glance = glanceFor([...weights.keys()])
  let analysed = 1
  for (let start = first.text.length; start < text.length && analysed < analysedMax; ) {
    const part = partAt(text, start)
    start += part.length
    if (ascii.test(part) && !glance.test(part)) continue
    analysed++
    const found = readPart(analyser, part, 0, weights)
    if (found.matches.length > 0) return found
  }
  return first
}

function readPart(analyser: Analyser, text: string, start: number, weights: ReadonlyMap<string, number>): MatchedPart {
  const part = partAt(text, start)
  return { text: part, ...findMatches(analyser, part, weights) }
}

/** Ends between words. */
function partAt(text: string, start: number): string {
  const end = start + partLength
  if (end >= text.length) return text.slice(start)
  const space = text.lastIndexOf(' ', end)
  return text.slice(start, space > start ? space + 1 : end)
}

/** Matches wherever a word of one of the terms may stand, in a text of ASCII. Joiners may stand within. */
function glanceFor(terms: readonly string[]): RegExp {
  const beginnings = terms.map((term) =>
    Array.from(term.slice(0, Math.max(keptMin, term.length - kept)), escapePattern).join("[-.&'/() ]{0,3}"),
  )
  return new RegExp(beginnings.join('|') || '(?!)', 'i')
}
