import type { ItemLine } from '@inkling/contracts'
import type { JsonObject } from '../json/json-line.ts'
import type { ItemFields } from './to-item.ts'

interface ReadItem {
  readonly fields: ItemFields
  /** Fields in the form of the API, which the server validates. */
  readonly kept?: Partial<ItemLine>
  /** The names that were read; others are reported as ignored. */
  readonly used: ReadonlySet<string>
}

/** How a data set or tool writes items as JSON. */
export interface ItemDialect {
  readonly name: string
  /** Whether the first objects of a file are of this dialect. */
  readonly matches: (object: JsonObject) => boolean
  /** Where the fields come from, for the report of a dry run. */
  readonly mapping: readonly string[]
  readonly read: (object: JsonObject) => ReadItem
}
