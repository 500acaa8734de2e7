import type { Corpus } from '../corpus/corpus.ts'
import { titleFrequency } from '../corpus/fields.ts'
import { placeOf } from '../corpus/posting-list.ts'
import type { Analyser } from '../text/analyser.ts'
import { plainText } from '../text/plain-text.ts'
import { compoundsIn, type TextWord, wordsIn } from './typed-words.ts'

/** How many titles are read, the newest first: about a millisecond of work. */
const titlesMax = 256
/** How many words a phrase adds to the typed ones, stop words not counted. */
const addedMax = 2

export interface Phrase {
  /** As a title writes it, from the unfinished word on. */
  readonly text: string
  readonly count: number
}

/**
 * How titles continue after these words: phrases of one and two words, the first of which begins as typed. They are
 * read from the titles themselves, so they cost no memory.
 */
export function titlePhrases(corpus: Corpus, analyser: Analyser, before: readonly string[], last: string): Phrase[] {
  const found = new Map<string, Phrase>()
  for (const title of newestTitles(corpus, analyser, before)) {
    const whole = phrasesIn(analyser, title, compoundsIn(analyser, title), before, last)
    // The typed words may be parts of joined ones: boundary layer, in a title with boundary-layer.
    const inTitle = whole.size > 0 || last === '' ? whole : phrasesIn(analyser, title, wordsIn(title), before, last)
    for (const [key, text] of inTitle) {
      const known = found.get(key)
      // Of two spellings the later in code unit order, which is the one with accents and without capitals.
      found.set(key, { text: known && known.text > text ? known.text : text, count: (known?.count ?? 0) + 1 })
    }
  }
  return [...found.values()]
}

/** The phrases of one title, by their folded words. */
function phrasesIn(
  analyser: Analyser,
  title: string,
  words: readonly TextWord[],
  before: readonly string[],
  last: string,
): Map<string, string> {
  const found = new Map<string, string>()
  words.forEach(({ start }, at) => {
    if (at < before.length || !words[at]?.folded.startsWith(last)) return
    if (!before.every((word, n) => words[at - before.length + n]?.folded === word)) return
    let content = 0
    for (let to = at; to < words.length && content < addedMax; to++) {
      if (isStop(analyser, words[to]?.folded ?? '')) continue
      content++
      const key = words.slice(at, to + 1).map(({ folded }) => folded)
      found.set(key.join(' '), title.slice(start, words[to]?.end))
    }
  })
  return found
}

/** The newest titles that hold the rarest of the words. */
function newestTitles(corpus: Corpus, analyser: Analyser, words: readonly string[]): string[] {
  const terms: string[] = []
  for (const word of words) {
    analyser.forEachTerm(word, (term) => terms.push(term))
    analyser.forEachSpelling(word, ({ term }) => terms.push(term))
  }
  const [rarest] = terms.sort((a, b) => corpus.documentsWith(a) - corpus.documentsWith(b))
  if (rarest === undefined) return []
  const postings = corpus.postings(rarest)
  const titles: string[] = []
  for (let n = postings.length - 1; n >= 0 && titles.length < titlesMax; n--) {
    const place = placeOf(postings, n)
    if (titleFrequency(postings.frequencies[place]!) === 0) continue
    const document = corpus.slots.document(postings.slots[place]!)
    if (document !== undefined) titles.push(plainText(document.title))
  }
  return titles
}

function isStop(analyser: Analyser, word: string): boolean {
  let all = true
  analyser.forEachTerm(word, (term) => {
    all &&= analyser.isStopTerm(term)
  })
  return all
}
