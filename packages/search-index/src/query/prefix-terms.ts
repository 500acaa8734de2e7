import type { Corpus } from '../corpus/corpus.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import { inverseDocumentFrequency } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'

/** The weight of a completed word beside a whole one. */
const prefixWeight = 0.5
/** How many words a beginning is completed to, the commonest first. */
const wordsMax = 16

/**
 * The terms that the unfinished last word of a query can become; none if something follows it. All of them weigh as one
 * word that is held by as many documents as they are together, so that no rare word stands out.
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
  const shared = prefixWeight * inverseDocumentFrequency(Math.min(size, together), size)
  return Array.from(documents, ([term, count]) => {
    return { term, weight: shared / inverseDocumentFrequency(count, size), optional: false }
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
  return numbers.sort(order).slice(0, wordsMax)
}
