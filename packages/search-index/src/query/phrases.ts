import type { Corpus } from '../corpus/corpus.ts'
import { postingAt } from '../corpus/posting-list.ts'
import type { SearchDocument } from '../document.ts'
import type { SlotTest } from '../filter/slot-test.ts'
import type { Analyser } from '../text/analyser.ts'

/** Words in straight or typographic quotes; an inch mark opens none. */
export const QUOTED = /(?<![\p{L}\p{N}])["“„]([^"“”„]+)["”“](?![\p{L}\p{N}])/gu
/** Characters of a field that are looked through: enough for a chapter, and what a match in a megabyte may cost. */
const SCANNED_MAX = 100_000
/** In a longer text quotes quote. */
const WORDS_MAX = 12

interface Word {
  readonly term: string
  readonly form: string
}

/**
 * What quotes in a query ask for: documents that hold those words as written, but for case and accents, one after the other in
 * one field. Undefined when there are none, or the query is a text of more than twelve words.
 */
export function phraseTest(analyser: Analyser, corpus: Corpus, query: string): SlotTest | undefined {
  const phrases = Array.from(query.matchAll(QUOTED), ([, quoted = '']) => wordsOf(analyser, quoted)).filter(
    (words) => words.length > 0,
  )
  if (phrases.length === 0 || wordsOf(analyser, query).length > WORDS_MAX) return undefined
  const lists = phrases.flat().map(({ term }) => corpus.postings(term))
  lists.sort((a, b) => a.length - b.length)
  return (slot) => {
    const document = corpus.slots.document(slot)
    if (document === undefined || !lists.every((list) => postingAt(list, slot) > 0)) return false
    return phrases.every((words) => holds(analyser, document, words))
  }
}

function holds(analyser: Analyser, { title, tags = [], text = '' }: SearchDocument, words: readonly Word[]): boolean {
  return [title, ...tags, text].some((field) => {
    const found = wordsOf(analyser, field.slice(0, SCANNED_MAX))
    return found.some((_, at) => words.every(({ form }, n) => found[at + n]?.form === form))
  })
}

/** The words of a text, of identifiers the whole and not the parts. */
function wordsOf(analyser: Analyser, text: string): Word[] {
  const words: Word[] = []
  let last = -1
  analyser.forEachTerm(text, (term, start, _end, form) => {
    if (start !== last) words.push({ term, form })
    last = start
  })
  return words
}
