import type { Condition } from './condition.ts'
import type { Filter, FilterError } from './filter.ts'

export type ParsedFilter =
  | {
      readonly ok: true
      /** For `where` of a search, which then reads no documents. */
      readonly where: Condition
      /** The same of one document. */
      readonly matches: Filter
    }
  | FilterError
