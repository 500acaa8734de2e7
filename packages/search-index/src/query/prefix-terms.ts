import type { Corpus } from '../corpus/corpus.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import { inverseDocumentFrequency } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'

/** What a word that may yet be typed counts beside a whole one. */
const PREFIX_WEIGHT = 0.5
/** The commonest words that a beginning may become. */
const WORDS_MAX = 16

/**
 * The terms that the last word of a query can become while it is being typed; none when something stands after it.
 * All weigh as one word that as many documents hold as hold any of them, so that no rare one stands out.
 */
export function prefixTerms(analyser: Analyser, corpus: Corpus, query: string): WeightedTerm[] {
  const typed = lastForm(analyser, query)
  if (typed === undefined) return []
  const documents = new Map<string, number>()
  for (const form of commonest(corpus, corpus.forms.startingWith(typed))) {
    const term = corpus.terms.textOf(corpus.forms.termOf(form)) ?? ''
    if (corpus.forms.textOf(form) !== typed && !analyser.isStopTerm(term))
      documents.set(term, corpus.documentsWith(term))
  }
  const { size } = corpus.slots
  const together = [...documents.values()].reduce((sum, count) => sum + count, 0)
  const gain = PREFIX_WEIGHT * inverseDocumentFrequency(Math.min(size, together), size)
  return Array.from(documents, ([term, count]) => {
    return { term, weight: gain / inverseDocumentFrequency(count, size), optional: false }
  })
}

function lastForm(analyser: Analyser, query: string): string | undefined {
  let last: string | undefined
  let lastStart = -1
  analyser.forEachTerm(query, (_term, start, end, form) => {
    if (end === query.length && start !== lastStart) {
      last = form
      lastStart = start
    }
  })
  return last
}

function commonest({ forms }: Corpus, numbers: number[]): number[] {
  const text = (form: number): string => forms.textOf(form) ?? ''
  const order = (a: number, b: number): number =>
    forms.documentsWith(b) - forms.documentsWith(a) || (text(a) < text(b) ? -1 : 1)
  return numbers.sort(order).slice(0, WORDS_MAX)
}
