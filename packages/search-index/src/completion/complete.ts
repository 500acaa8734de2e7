import type { Corpus } from '../corpus/corpus.ts'
import type { SpellingSource } from '../spelling/spelling-source.ts'
import type { Analyser } from '../text/analyser.ts'
import { titlePhrases } from './title-phrases.ts'
import { readTyped, type TypedQuery } from './typed-words.ts'
import { type Completion, compareCompletions, wordsBeginning } from './word-completions.ts'
import { continued, writtenWord } from './written-word.ts'

/** A phrase must continue at most this many of the typed words. */
const contextMax = 3
/** Phrases are looked up for this many of the most frequent words. */
const continuedMax = 3
/** A phrase in a single title is not offered. */
const phraseCountMin = 2
const companionsMax = 20

/** How many words are looked through for one that is written like a typed compound. */
const compoundsMax = 100

type Together = Pick<SpellingSource, 'documentsFindingBoth'>

/** Words and short phrases that begin as typed, as documents write them. The last word may be unfinished. */
export function complete(
  corpus: Corpus,
  analyser: Analyser,
  together: Together,
  typed: string,
  limit: number,
): Completion[] {
  const read = readTyped(analyser, typed)
  const found =
    read.before.length === 0
      ? firstWords(corpus, analyser, read, limit)
      : nextWords(corpus, analyser, together, read, limit)
  return found
    .sort(compareCompletions)
    .slice(0, limit)
    .map(({ text, count }) => ({ text: read.head + text, count }))
}

function firstWords(corpus: Corpus, analyser: Analyser, typed: TypedQuery, limit: number): Completion[] {
  const words = writtenWords(corpus, analyser, typed, limit)
  const phrases = words.slice(0, continuedMax).flatMap(({ form, text }) =>
    titlePhrases(corpus, analyser, [form], '')
      .filter(({ count }) => count >= phraseCountMin)
      .map((phrase) => ({ text: `${text} ${phrase.text}`, count: phrase.count })),
  )
  return [...words.map(({ text, count }) => ({ text, count })), ...phrases]
}

/** How titles continue; if none does, words that occur in the same documents. */
function nextWords(
  corpus: Corpus,
  analyser: Analyser,
  together: Together,
  typed: TypedQuery,
  limit: number,
): Completion[] {
  const { before, last, written } = typed
  const phrases = titlePhrases(corpus, analyser, before.slice(-contextMax), last).flatMap(({ text, count }) => {
    const phrase = continued(written, text)
    return phrase === undefined ? [] : { text: phrase, count }
  })
  if (phrases.length > 0) return phrases
  const [anchor = ''] = before.toSorted((a, b) => corpus.documentsWith(a) - corpus.documentsWith(b))
  return writtenWords(corpus, analyser, typed, Math.max(limit, companionsMax))
    .map(({ form, text }) => ({ text, count: Math.round(together.documentsFindingBoth(anchor, form)) }))
    .filter(({ count }) => count > 0)
}

/** The words that begin as typed, and their forms. */
function writtenWords(corpus: Corpus, analyser: Analyser, { last, written }: TypedQuery, limit: number) {
  const found: (Completion & { readonly form: string })[] = []
  for (const { text: form, count } of wordsBeginning(corpus, analyser, last, Math.max(2 * limit, compoundsMax))) {
    if (found.length === limit) break
    const word = writtenWord(corpus, form)
    const text = word === undefined ? undefined : continued(written, word)
    if (text !== undefined) found.push({ form, text, count })
  }
  return found
}
