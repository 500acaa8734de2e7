import type { Item } from '@inkling/contracts'
import { type Condition, type Filter, querySyntax } from '@inkling/search-index'
import { invalidField } from './invalid-field.ts'

const expiresAt = { name: 'expiresAt', read: (item: Item) => item.expiresAt }

/**
 * Excludes expired items and items that the caller's filter excludes. @throws InklingError validation_failed with the
 * column.
 */
export function itemCondition(source: string | undefined, nowMs: number, place = 'filter'): Condition {
  const isPast = (value: unknown) => typeof value === 'string' && Date.parse(value) <= nowMs
  const isAlive: Condition = { op: 'not', of: { op: 'some', field: expiresAt, test: isPast } }
  return source === undefined ? isAlive : { op: 'and', of: [compile(source, place), isAlive] }
}

/** The same as a test of one item. @param place Where the request holds the filter, for its error. */
export const itemFilter = (source: string | undefined, nowMs: number, place?: string): Filter =>
  querySyntax.matcher(itemCondition(source, nowMs, place))

function compile(source: string, place: string): Condition {
  const parsed = querySyntax.parseFilter(source)
  if (parsed.ok) return parsed.where
  throw invalidField('filter', `Column ${parsed.column}: ${parsed.message}`, place)
}
