export type { Accuracy, Judgements } from './accuracy.ts'
export type { Query } from './collection.ts'
export { evaluateSearch, type SearchReport } from './evaluate-search.ts'
export { humanSlip, randomSlip, type Slip } from './misspell.ts'
