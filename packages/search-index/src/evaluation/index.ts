import { type Language, languages } from '../text/languages.ts'
import { served, legs as single } from './legs.ts'
import { humanSlip, randomSlip } from './misspell.ts'

export { accuracy } from './accuracy.ts'
export { type Collection, judgedQueries } from './collection.ts'
export { evaluateSearch, type SearchReport } from './evaluate-search.ts'

/** Ways to rank: each leg alone, and all of them as served. */
export const rankings = { ...single, served } as const

/** The languages that documents may be in; `none` matches words as written. */
export const languageNames = Object.keys(languages) as Language[]

/** Ways to misspell a word: at random, or as people did. */
export const slips = { random: randomSlip, human: humanSlip } as const
