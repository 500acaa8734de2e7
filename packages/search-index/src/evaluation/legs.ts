import type { SearchIndex } from '../search-index.ts'

/** One way to rank: ids, best first. */
export type Leg = (index: SearchIndex, query: string, limit: number) => string[]

const idsOf = (hits: readonly { readonly id: string }[]): string[] => hits.map(({ id }) => id)

/** What a search answers in service, spelling corrected. */
export const served: Leg = (index, query, limit) => idsOf(index.search({ query, limit, correct: true }).hits)

/** As typed, nothing corrected. */
export const uncorrected: Leg = (index, query, limit) => idsOf(index.search({ query, limit }).hits)

/** What is blended into the answer, each alone, by name. */
export const legs: Readonly<Record<string, Leg>> = {
  words: served,
}
