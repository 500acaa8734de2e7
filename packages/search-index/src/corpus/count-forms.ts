import type { SearchDocument } from '../document.ts'
import { type AnalysedForm, type Analyser, wordMax } from '../text/analyser.ts'
import { plainText } from '../text/plain-text.ts'
import { SpellingReader } from '../text/spelling-reader.ts'
import { forEachSpan } from '../text/words.ts'
import type { Counts } from './counts.ts'
import { addOccurrence, type PerField } from './fields.ts'
import type { SurfaceForms } from './surface-forms.ts'

/** More than the vocabulary of most books. Encoded data would fill the vocabulary otherwise. */
const formsMax = 20_000

/**
 * Counts the forms of a document's searched fields, up to its 20,000th distinct form, and gives new forms their
 * numbers. Returns the number of terms in each field without stop words, which would make chatty texts look long.
 */
export function countForms(
  analyser: Analyser,
  forms: SurfaceForms,
  document: SearchDocument,
  counts: Counts,
  hasSpellings: boolean,
): PerField {
  const lengths = { title: 0, tags: 0, text: 0 }
  const count = (field: keyof PerField, written: string): void => {
    const text = plainText(written)
    const add = addOccurrence[field]
    let length = 0
    const countOne = (form: number): boolean => {
      counts.count(form, add)
      if (!forms.isStop(form)) length++
      return counts.numbers.length < formsMax
    }
    const countAll = (all: readonly AnalysedForm[]): boolean => all.every((form) => countOne(forms.addWithTerm(form)))
    // Another spelling of a word does not make a text longer; symbols do.
    const spellings = new SpellingReader((spelling, _start, _end, isMarked) => {
      if (counts.numbers.length >= formsMax) return
      const form = analyser.spelling(spelling, isMarked)
      if (form.term === '') return
      counts.count(forms.addWithTerm(form), add)
      if (isMarked) length++
    })
    forEachSpan(text, (start, end, hash, isPlain) => {
      if (hasSpellings) spellings.word(text, start, end)
      if (!isPlain || end - start > wordMax) return countAll(analyser.formsAt(text, start, end, hash))
      // A plain word is its own form. If the corpus knows it, there is nothing to analyse.
      const known = forms.numberAt(text, start, end, hash)
      return known >= 0 ? countOne(known) : countAll(analyser.formsOf(text.slice(start, end)))
    })
    spellings.finish(text)
    lengths[field] += length
  }
  count('title', document.title)
  for (const tag of document.tags ?? []) count('tags', tag)
  if (document.text !== undefined) count('text', document.text)
  return lengths
}
