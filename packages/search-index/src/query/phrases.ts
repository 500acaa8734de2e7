import type { Corpus } from '../corpus/corpus.ts'
import { postingAt } from '../corpus/posting-list.ts'
import type { SearchDocument } from '../document.ts'
import type { SlotTest } from '../filter/slot-test.ts'
import type { Analyser } from '../text/analyser.ts'
import { type MarkedWord, markedWords } from '../text/marked-words.ts'
import { plainText } from '../text/plain-text.ts'

/** Words in straight or typographic quotes. An inch mark opens no quotes. */
export const quotedPattern = /(?<![\p{L}\p{N}])["“„]([^"“”„]+)["”“](?![\p{L}\p{N}])/gu
/** How many characters of a field are searched for a phrase: enough for a chapter. */
const scannedMax = 100_000
/** In a longer query, quotes are no operators. */
const wordsMax = 12

/** Words that follow each other: `form` as written but for case and accents, `term` in any form. */
interface Phrase {
  readonly by: 'form' | 'term'
  readonly words: readonly Pick<MarkedWord, 'term' | 'form'>[]
}

/**
 * A test for the quotes of a query: a document passes if one field holds the quoted words one after the other, as
 * written except for case and accents. Undefined without quotes, and for a query of more than twelve words.
 */
export function phraseTest(analyser: Analyser, corpus: Corpus, query: string): SlotTest | undefined {
  const phrases = Array.from(query.matchAll(quotedPattern), ([, quoted = '']) => markedWords(analyser, quoted)).filter(
    (words) => words.length > 0,
  )
  if (phrases.length === 0 || markedWords(analyser, query).length > wordsMax) return undefined
  const tests = phrases.map((words) => holdsPhrase(analyser, corpus, { by: 'form', words }))
  return (slot) => tests.every((test) => test(slot))
}

/** Whether the terms follow each other in one field of a document. */
export function termsTest(analyser: Analyser, corpus: Corpus, terms: readonly string[]): SlotTest {
  return holdsPhrase(analyser, corpus, { by: 'term', words: terms.map((term) => ({ term, form: term })) })
}

function holdsPhrase(analyser: Analyser, corpus: Corpus, phrase: Phrase): SlotTest {
  const lists = phrase.words.map(({ term }) => corpus.postings(term)).sort((a, b) => a.length - b.length)
  return (slot) => {
    if (!lists.every((list) => postingAt(list, slot) > 0)) return false
    const document = corpus.slots.document(slot)
    return document !== undefined && holds(analyser, document, phrase)
  }
}

function holds(analyser: Analyser, { title, tags = [], text = '' }: SearchDocument, { by, words }: Phrase): boolean {
  return [title, ...tags, text].some((field) => {
    const found = markedWords(analyser, plainText(field).slice(0, scannedMax))
    return found.some((_, at) => words.every((word, n) => found[at + n]?.[by] === word[by]))
  })
}
