import type { Corpus } from '../corpus/corpus.ts'
import type { SpellingSource } from '../spelling/spelling-source.ts'
import type { Analyser } from '../text/analyser.ts'
import { titlePhrases } from './title-phrases.ts'
import { readTyped, type TypedQuery } from './typed-words.ts'
import { type Completion, compareCompletions, wordsBeginning } from './word-completions.ts'

/** A phrase must continue at most this many of the typed words. */
const contextMax = 3
/** Phrases are looked up for this many of the most frequent words. */
const continuedMax = 3
/** A phrase in a single title is not offered. */
const phraseCountMin = 2
const companionsMax = 20

type Together = Pick<SpellingSource, 'documentsFindingBoth'>

/** Words and short phrases that begin as typed. The last word may be unfinished. */
export function complete(
  corpus: Corpus,
  analyser: Analyser,
  together: Together,
  typed: string,
  limit: number,
): Completion[] {
  const read = readTyped(typed)
  const found =
    read.before.length === 0
      ? firstWords(corpus, analyser, read.last, limit)
      : nextWords(corpus, analyser, together, read, limit)
  return found
    .sort(compareCompletions)
    .slice(0, limit)
    .map(({ text, count }) => ({ text: read.head + text, count }))
}

function firstWords(corpus: Corpus, analyser: Analyser, last: string, limit: number): Completion[] {
  const words = wordsBeginning(corpus, analyser, last, limit)
  const phrases = words.slice(0, continuedMax).flatMap(({ text }) =>
    titlePhrases(corpus, analyser, [text], '')
      .filter(({ count }) => count >= phraseCountMin)
      .map((phrase) => ({ text: `${text} ${phrase.text}`, count: phrase.count })),
  )
  return [...words, ...phrases]
}

/** How titles continue; if none does, words that occur in the same documents. */
function nextWords(
  corpus: Corpus,
  analyser: Analyser,
  together: Together,
  { before, last }: TypedQuery,
  limit: number,
): Completion[] {
  const phrases = titlePhrases(corpus, analyser, before.slice(-contextMax), last)
  if (phrases.length > 0) return phrases
  const [anchor = ''] = before.toSorted((a, b) => corpus.documentsWith(a) - corpus.documentsWith(b))
  return wordsBeginning(corpus, analyser, last, Math.max(limit, companionsMax))
    .map(({ text }) => ({ text, count: Math.round(together.documentsFindingBoth(anchor, text)) }))
    .filter(({ count }) => count > 0)
}
