import type { Corpus } from '../corpus/corpus.ts'
import { placeOf } from '../corpus/posting-list.ts'
import { escapePattern } from '../text/escape-pattern.ts'
import { fold, unfolded } from '../text/fold.ts'
import { plainText } from '../text/plain-text.ts'
import { isJoined } from './typed-words.ts'

/** How many documents are read for the spelling of a word, the newest first. */
const documentsMax = 16
const scannedMax = 2000
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const joiner = "[-.&'’/\\u2010\\u2011]"
/** Where a sentence begins, a capital tells nothing of the word. */
const sentenceStart = /(?:^|[.!?:]\s)[^\p{L}\p{N}]*$/u
/** A capital and then small letters, joiners aside. */
const capitalised = /^\p{Lu}[^\p{Lu}]*\p{Ll}[^\p{Lu}]*$/u

/**
 * A form of the index as documents write it, with capitals, accents and joiners. Undefined if it is written nowhere by
 * itself, as the parts of compounds are not. Where the documents are too many or too long to tell, the form itself.
 */
export function writtenWord(corpus: Corpus, form: string): string | undefined {
  if (unspaced.test(form)) return form
  const pattern = patternOf(form)
  const { documents, isAll } = holders(corpus, form)
  const found = new Map<string, number>()
  for (const { title, tags = [] } of documents)
    for (const field of [title, ...tags]) count(found, plainText(field), pattern)
  const texts = found.size > 0 ? [] : documents.map(({ text = '' }) => plainText(text))
  for (const text of texts) count(found, text.slice(0, scannedMax), pattern)
  const isWhole = isAll && texts.every(({ length }) => length <= scannedMax)
  const [best] = [...found].sort((a, b) => b[1] - a[1] || (a[0] > b[0] ? -1 : 1))
  return best?.[0] ?? (isWhole ? undefined : form)
}

/** What was typed, gone on with as the word is written; undefined if its joiners are not those of the word. */
export function continued(typed: string, word: string): string | undefined {
  if (isJoined(typed) && !fold(word).startsWith(fold(typed))) return undefined
  const [first = '', begun = ''] = [word[0], typed[0]]
  return first !== begun && first.toUpperCase() === begun ? begun + word.slice(1) : word
}

function count(found: Map<string, number>, text: string, pattern: RegExp): void {
  const decomposed = text.normalize('NFD')
  for (const { 0: match, index } of decomposed.matchAll(pattern)) {
    const written = match.normalize('NFC')
    const isPlain = capitalised.test(written) && sentenceStart.test(decomposed.slice(Math.max(0, index - 8), index))
    const word = isPlain ? withoutCapital(written) : written
    found.set(word, (found.get(word) ?? 0) + 1)
  }
}

/** İ has no small letter of its own. */
function withoutCapital([first = '', ...rest]: Iterable<string>): string {
  const small = first.toLowerCase()
  return (small.length === first.length ? small : first) + rest.join('')
}

/** Longest first, so that ss is ß before each s is a letter. */
const foldedParts = new RegExp(`${[...unfolded.keys()].sort((a, b) => b.length - a.length).join('|')}|.`, 'gsu')

/** The form where it stands alone, each letter as any that folds to it, with joiners between the letters. */
function patternOf(form: string): RegExp {
  const letters = Array.from(form.normalize('NFD').matchAll(foldedParts), ([part]) => partPattern(part))
  const before = `(?<![\\p{L}\\p{N}\\p{M}_]|[\\p{L}\\p{N}]${joiner}|[.@#$])`
  const after = `(?![\\p{L}\\p{N}\\p{M}_+#]|${joiner}(?!s\\b)[\\p{L}\\p{N}])`
  return new RegExp(`${before}${letters.join(`${joiner}?`)}${after}`, 'giu')
}

function partPattern(part: string): string {
  const plain = Array.from(part, (letter) => `${anyOf([letter, ...(unfolded.get(letter) ?? [])])}\\p{M}*`)
  const whole = plain.join(`${joiner}?`)
  return plain.length === 1 ? whole : `(?:${whole}|${anyOf(unfolded.get(part) ?? [])})`
}

const anyOf = (texts: readonly string[]): string => `(?:${texts.map(escapePattern).join('|')})`

function holders(corpus: Corpus, form: string) {
  const number = corpus.forms.numberOf(form)
  const postings = corpus.postings(number === undefined ? '' : (corpus.terms.textOf(corpus.forms.termOf(number)) ?? ''))
  const documents = []
  let n = postings.length - 1
  for (; n >= 0 && documents.length < documentsMax; n--) {
    const document = corpus.slots.document(postings.slots[placeOf(postings, n)]!)
    if (document !== undefined) documents.push(document)
  }
  return { documents, isAll: n < 0 }
}
