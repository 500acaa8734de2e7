import type { Corpus } from '../corpus/corpus.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'
import { commonestForms, sharedTerms } from './shared-terms.ts'

/** How many words a beginning is completed to, the commonest first. */
const wordsMax = 16

/** The terms that the unfinished last word of a query can become; none if something follows it. */
export function prefixTerms(analyser: Analyser, corpus: Corpus, query: string): WeightedTerm[] {
  const typed = lastForms(analyser, query)
  const found = new Set(typed.flatMap((form) => corpus.forms.startingWith(form)))
  const terms = new Set<string>()
  for (const form of commonestForms(corpus, [...found], wordsMax)) {
    const term = corpus.terms.textOf(corpus.forms.termOf(form)) ?? ''
    if (!typed.includes(corpus.forms.textOf(form) ?? '') && !analyser.isStopTerm(term)) terms.add(term)
  }
  return sharedTerms(corpus, terms)
}

/** The last word of a query, if nothing follows it, in all its spellings: `f` and `wif` of wi-f. */
function lastForms(analyser: Analyser, query: string): string[] {
  const found: string[] = []
  let lastStart = -1
  analyser.forEachTerm(query, (_term, start, end, form) => {
    if (end === query.length && start !== lastStart) {
      found.push(form)
      lastStart = start
    }
  })
  analyser.forEachSpelling(query, ({ form }, _start, end) => {
    if (end === query.length) found.push(form)
  })
  return found
}
