import type { SearchIndex } from '../search-index.ts'
import type { SearchRequest } from '../search-request.ts'

/** One way to rank: ids, best first. */
export type Leg = (index: SearchIndex, query: string, limit: number) => string[]

const leg =
  (request: Pick<SearchRequest, 'mode' | 'correct'>): Leg =>
  (index, query, limit) =>
    // Quotes in the questions of test collections do not ask for the very words.
    index.search({ ...request, query: query.replace(/["“”„]/g, ' '), limit }).hits.map(({ id }) => id)

/** What a search answers in service, spelling corrected. */
export const served = leg({ correct: true })

/** As typed, nothing corrected. */
export const uncorrected = leg({})

/** What is blended into the answer and can also be asked for alone, by name. */
export const legs: Readonly<Record<string, Leg>> = {
  words: leg({ mode: 'lexical', correct: true }),
  meaning: leg({ mode: 'semantic', correct: true }),
}
