import type { Corpus } from '../corpus/corpus.ts'
import { postingAt } from '../corpus/posting-list.ts'
import type { SearchDocument } from '../document.ts'
import type { SlotTest } from '../filter/slot-test.ts'
import type { Analyser } from '../text/analyser.ts'

/** Words in straight or typographic quotes. An inch mark opens no quotes. */
export const quotedPattern = /(?<![\p{L}\p{N}])["“„]([^"“”„]+)["”“](?![\p{L}\p{N}])/gu
/** How many characters of a field are searched for a phrase: enough for a chapter. */
const scannedMax = 100_000
/** In a longer query, quotes are no operators. */
const wordsMax = 12

interface Word {
  readonly term: string
  readonly form: string
}

/**
 * A test for the quotes of a query: a document passes if one field holds the quoted words one after the other, as
 * written except for case and accents. Undefined without quotes, and for a query of more than twelve words.
 */
export function phraseTest(analyser: Analyser, corpus: Corpus, query: string): SlotTest | undefined {
  const phrases = Array.from(query.matchAll(quotedPattern), ([, quoted = '']) => wordsOf(analyser, quoted)).filter(
    (words) => words.length > 0,
  )
  if (phrases.length === 0 || wordsOf(analyser, query).length > wordsMax) return undefined
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
    const found = wordsOf(analyser, field.slice(0, scannedMax))
    return found.some((_, at) => words.every(({ form }, n) => found[at + n]?.form === form))
  })
}

/** The words of a text; identifiers as a whole, not their parts. */
function wordsOf(analyser: Analyser, text: string): Word[] {
  const words: Word[] = []
  let last = -1
  analyser.forEachTerm(text, (term, start, _end, form) => {
    if (start !== last) words.push({ term, form })
    last = start
  })
  return words
}
