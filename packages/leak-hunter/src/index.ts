export { type HuntOptions, huntLeaks } from './hunt.ts'
export type { Account } from './party.ts'
export type { Leak, Report } from './report.ts'
