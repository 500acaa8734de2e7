import type { ColumnField, Value } from '../columns/column.ts'
import type { Position, SortKey } from '../ranking/position.ts'

/** An order of documents by a field, rather than by score. */
export interface Sort {
  readonly descending: boolean
  readonly field: ColumnField
}

/** Of a longer text the beginning decides, so that a key has a bound. */
const CHARACTERS_MAX = 256
const TYPES = ['number', 'string', 'boolean']

/** Lists, objects and NaN have no place in an order. */
export function sortKey(value: Value | undefined): SortKey {
  if (typeof value === 'string') return value.length > CHARACTERS_MAX ? value.slice(0, CHARACTERS_MAX) : value
  return value === undefined || Number.isNaN(value) ? null : value
}

/**
 * Negative when `a` comes before `b`: numbers before strings (by code unit, as ISO dates need) before booleans, all turned
 * around when descending; then what has no key.
 */
export function compareKeys({ descending }: Sort, a: SortKey, b: SortKey): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  const order = typeof a === typeof b ? (a < b ? -1 : 1) : TYPES.indexOf(typeof a) - TYPES.indexOf(typeof b)
  return descending ? -order : order
}

/** Equal keys by id. */
export function compareSorted(sort: Sort): (a: Position, b: Position) => number {
  return (a, b) => compareKeys(sort, a.key ?? null, b.key ?? null) || compareIds(a.id, b.id)
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
