import type { RankedSlot } from '../ranking/top-slots.ts'
import type { WeightedTerm } from '../ranking/weighted-term.ts'

/** The first results of a query by words, which are taken for relevant. */
export interface FirstResults {
  readonly slots: readonly number[]
  /** Their scores, that of the first being 1. */
  readonly weights: readonly number[]
}

const FIRST = 5
/** Shorter queries name what they look for, and are not expanded. */
const TERMS_MIN = 3

/** None for a short query. */
export function firstResults(terms: readonly WeightedTerm[], words: readonly RankedSlot[]): FirstResults {
  const isExpanded = terms.filter(({ optional }) => !optional).length >= TERMS_MIN
  const first = isExpanded ? words.slice(0, FIRST) : []
  return { slots: first.map(({ slot }) => slot), weights: first.map(({ score }) => score / (first[0]?.score ?? 1)) }
}
