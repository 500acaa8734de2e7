import type { Corpus } from '../corpus/corpus.ts'
import { postingAt } from '../corpus/posting-list.ts'
import type { SlotTest } from '../filter/slot-test.ts'
import { queryTerms, type WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'
import { compoundTerms } from './compound-terms.ts'
import { phraseTest, termsTest } from './phrases.ts'
import { prefixTerms } from './prefix-terms.ts'
import type { Expansion, Synonyms } from './synonyms.ts'

export interface QueryPlan {
  readonly terms: readonly WeightedTerm[]
  /** The test of its quotes. */
  readonly quoted: SlotTest | undefined
  /** Which slots its terms may retrieve; undefined for all that hold one. */
  readonly retrieves: SlotTest | undefined
}

interface QueryText {
  readonly query: string
  readonly prefix?: boolean | undefined
}

/** Reads a query: its words, their synonyms, longer words that they are part of or begin, and quotes. */
export function readQuery(
  analyser: Analyser,
  corpus: Corpus,
  synonyms: Synonyms,
  { query, prefix }: QueryText,
): QueryPlan {
  const terms = new Map<string, WeightedTerm>()
  const expansion = synonyms.expand(query)
  const longer = [
    ...compoundTerms(analyser, corpus, query),
    ...(prefix === true ? prefixTerms(analyser, corpus, query) : []),
  ]
  for (const term of [...queryTerms(analyser, query), ...expansion.terms, ...longer]) {
    if (!terms.has(term.term)) terms.set(term.term, term)
  }
  return {
    terms: [...terms.values()],
    quoted: phraseTest(analyser, corpus, query),
    retrieves: retrievalTest(analyser, corpus, [...terms.values()], expansion),
  }
}

/** Passes documents that hold a whole phrase, or a term that counts without one. Undefined without phrases. */
function retrievalTest(
  analyser: Analyser,
  corpus: Corpus,
  terms: readonly WeightedTerm[],
  { phrases, inPhrases }: Expansion,
): SlotTest | undefined {
  if (phrases.length === 0) return undefined
  const alone = terms.filter(({ term, optional }) => !optional && !inPhrases.has(term))
  const lists = alone.map(({ term }) => corpus.postings(term))
  const tests = phrases.map((phrase) => termsTest(analyser, corpus, phrase))
  return (slot) => lists.some((list) => postingAt(list, slot) > 0) || tests.some((test) => test(slot))
}
