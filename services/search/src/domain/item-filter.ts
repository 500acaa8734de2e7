import type { Item } from '@inkling/contracts'
import { type Condition, type Filter, querySyntax } from '@inkling/search-index'
import { invalidField } from './invalid-field.ts'

const expiresAt = { name: 'expiresAt', read: (item: Item) => item.expiresAt }

/**
 * Excludes expired items and items that the caller's filter excludes. @throws InklingError validation_failed with the
 * column.
 */
export function itemCondition(source: string | undefined, nowMs: number): Condition {
  const isPast = (value: unknown) => typeof value === 'string' && Date.parse(value) <= nowMs
  const isAlive: Condition = { op: 'not', of: { op: 'some', field: expiresAt, test: isPast } }
  return source === undefined ? isAlive : { op: 'and', of: [compile(source), isAlive] }
}

/** The same as a test of one item. */
export const itemFilter = (source: string | undefined, nowMs: number): Filter =>
  querySyntax.matcher(itemCondition(source, nowMs))

function compile(source: string): Condition {
  const parsed = querySyntax.parseFilter(source)
  if (parsed.ok) return parsed.where
  throw invalidField('filter', `Column ${parsed.column}: ${parsed.message}`)
}
