import type { Corpus } from '../corpus/corpus.ts'
import type { SlotTest } from '../filter/slot-test.ts'
import { queryTerms, type WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'
import { phraseTest } from './phrases.ts'
import { prefixTerms } from './prefix-terms.ts'
import type { Synonyms } from './synonyms.ts'

export interface QueryPlan {
  readonly terms: readonly WeightedTerm[]
  /** The test of its quotes. */
  readonly quoted: SlotTest | undefined
}

interface QueryText {
  readonly query: string
  readonly prefix?: boolean | undefined
}

/** Reads a query: its words, their synonyms, completions of the last word, and quotes. */
export function readQuery(
  analyser: Analyser,
  corpus: Corpus,
  synonyms: Synonyms,
  { query, prefix }: QueryText,
): QueryPlan {
  const terms = new Map<string, WeightedTerm>()
  const meant = [...synonyms.expand(query), ...(prefix === true ? prefixTerms(analyser, corpus, query) : [])]
  for (const term of [...queryTerms(analyser, query), ...meant]) {
    if (!terms.has(term.term)) terms.set(term.term, term)
  }
  return {
    terms: [...terms.values()],
    quoted: phraseTest(analyser, corpus, query),
  }
}
