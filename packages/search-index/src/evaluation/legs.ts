import type { HybridHit } from '../fusion/leg.ts'
import type { SearchIndex } from '../search-index.ts'
import type { SearchRequest } from '../search-request.ts'

/** One way to rank: ids, best first. */
export type Leg = (index: SearchIndex, query: string, limit: number) => string[]

/** Quotes in the questions of test collections do not ask for the very words. */
const unquoted = (query: string): string => query.replace(/["“”„]/g, ' ')

const leg =
  (request: Pick<SearchRequest, 'mode' | 'correct'>): Leg =>
  (index, query, limit) =>
    index.search({ ...request, query: unquoted(query), limit }).hits.map(({ id }) => id)

/** What a search answers in service, spelling corrected. */
export const served = leg({ correct: true })

/** As typed, nothing corrected. */
export const uncorrected = leg({})

/** What is blended into the answer and can also be asked for alone, by name. */
export const legs = {
  lexical: leg({ mode: 'lexical', correct: true }),
  semantic: leg({ mode: 'semantic', correct: true }),
} as const satisfies Readonly<Record<string, Leg>>

/** The answer of `served` with what each leg says of every hit. */
export function explained(index: SearchIndex, query: string, limit: number): HybridHit[] {
  const { hits } = index.search({ correct: true, explain: true, query: unquoted(query), limit })
  return hits.map(({ id, score, legs: scores = [] }) => ({ id, score, legs: scores }))
}
