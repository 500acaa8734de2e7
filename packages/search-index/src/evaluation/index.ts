import { served, legs as single } from './legs.ts'
import { humanSlip, randomSlip } from './misspell.ts'

export { accuracy } from './accuracy.ts'
export { type Collection, judgedQueries } from './collection.ts'
export { evaluateSearch, type SearchReport } from './evaluate-search.ts'

/** Ways to rank: each leg alone, and all of them as served. */
export const rankings = { ...single, served } as const

/** Ways to misspell a word: at random, or as people did. */
export const slips = { random: randomSlip, human: humanSlip } as const
