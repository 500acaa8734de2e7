import type { SearchDocument } from '../document.ts'

/** Whether a document may be among the results. */
export type Filter = (document: SearchDocument) => boolean

export interface FilterError {
  readonly ok: false
  /** Where reading failed: 1-based, in UTF-16 units. */
  readonly column: number
  /** For the author of the filter. */
  readonly message: string
}
