import type { Condition, Filter } from './condition.ts'

/** Why a filter or an order cannot be read. */
export interface FilterError {
  readonly ok: false
  /** Where reading failed: 1-based, in UTF-16 units. */
  readonly column: number
  /** For the author of the filter. */
  readonly message: string
}

export type ParsedFilter =
  | {
      readonly ok: true
      /** For `where` of a search, which then reads no documents. */
      readonly where: Condition
      /** The same test, of one document. */
      readonly matches: Filter
    }
  | FilterError
