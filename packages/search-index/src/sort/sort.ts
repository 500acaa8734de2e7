import type { AttributeValue, SearchDocument } from '../document.ts'
import type { Position, SortKey } from '../ranking/position.ts'

/** An order of documents by a field, rather than by score. */
export interface Sort {
  readonly descending: boolean
  keyOf(document: SearchDocument): SortKey
}

/** Lists, objects and NaN have no place in an order. */
export function sortKey(value: AttributeValue | undefined): SortKey {
  return typeof value === 'object' || value === undefined || Number.isNaN(value) ? null : value
}

const TYPES = ['number', 'string', 'boolean']

/**
 * Negative when `a` comes before `b`: numbers before strings (by code unit, as ISO dates need) before booleans, all turned
 * around when descending; then what has no key; equal keys by id.
 */
export function compareSorted({ descending }: Sort): (a: Position, b: Position) => number {
  const sign = descending ? -1 : 1
  return (a, b) => {
    const [left, right] = [a.key ?? null, b.key ?? null]
    if (left === right) return compare(a.id, b.id)
    if (left === null || right === null) return left === null ? 1 : -1
    return sign * (TYPES.indexOf(typeof left) - TYPES.indexOf(typeof right) || compare(left, right))
  }
}

function compare<T extends string | number | boolean>(a: T, b: T): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
