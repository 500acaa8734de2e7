import type { Corpus } from '../corpus/corpus.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import { inverseDocumentFrequency } from '../ranking/term-weight.ts'

/** The weight of a longer word beside a whole one. */
const longerWeight = 0.5

/**
 * The terms that a typed word stands for. All of them weigh as one word that is held by as many documents as they are
 * together, so that no rare word stands out.
 */
export function sharedTerms(corpus: Corpus, terms: Iterable<string>): WeightedTerm[] {
  const documents = new Map(Array.from(terms, (term) => [term, corpus.documentsWith(term)]))
  const { size } = corpus.slots
  const together = [...documents.values()].reduce((sum, count) => sum + count, 0)
  const shared = longerWeight * inverseDocumentFrequency(Math.min(size, together), size)
  return Array.from(documents, ([term, count]) => {
    return { term, weight: shared / inverseDocumentFrequency(count, size), optional: false }
  })
}

/** The commonest of these forms, at most `limit`. */
export function commonestForms({ forms }: Corpus, numbers: number[], limit: number): number[] {
  const text = (form: number): string => forms.textOf(form) ?? ''
  const order = (a: number, b: number): number =>
    forms.documentsWith(b) - forms.documentsWith(a) || (text(a) < text(b) ? -1 : 1)
  return numbers.sort(order).slice(0, limit)
}
