import type { HybridHit } from '../fusion/leg.ts'
import type { SearchIndex } from '../search-index.ts'
import type { SearchRequest } from '../search-request.ts'

/** A ranking of document ids, best first. */
export type Leg = (index: SearchIndex, query: string, limit: number) => string[]

/** Quotes in questions of test collections are no phrase operators. */
const unquoted = (query: string): string => query.replace(/["“”„]/g, ' ')

const leg =
  (request: Pick<SearchRequest, 'mode' | 'correct'>): Leg =>
  (index, query, limit) =>
    index.search({ ...request, query: unquoted(query), limit }).hits.map(({ id }) => id)

/** As the search service ranks: all legs, spelling corrected. */
export const served = leg({ correct: true })

/** All legs, spelling not corrected. */
export const uncorrected = leg({})

/** The legs that can rank alone, by name. */
export const legs = {
  lexical: leg({ mode: 'lexical', correct: true }),
  semantic: leg({ mode: 'semantic', correct: true }),
} as const satisfies Readonly<Record<string, Leg>>

/** The hits of `served`, with the score of each leg. */
export function explained(index: SearchIndex, query: string, limit: number): HybridHit[] {
  const { hits } = index.search({ correct: true, explain: true, query: unquoted(query), limit })
  return hits.map(({ id, score, legs: scores = [] }) => ({ id, score, legs: scores }))
}
