import type { Item } from '@inkling/contracts'
import { type Condition, type Filter, querySyntax } from '@inkling/search-index'
import { invalidField } from './invalid-field.ts'

const expiresAt = { name: 'expiresAt', read: (item: Item) => item.expiresAt }

/** Leaves out what has expired and what the caller's filter leaves out. @throws InklingError validation_failed with the column. */
export function itemCondition(source: string | undefined, nowMs: number): Condition {
  const isPast = (value: unknown) => typeof value === 'string' && Date.parse(value) <= nowMs
  const isAlive: Condition = { op: 'not', of: { op: 'some', field: expiresAt, test: isPast } }
  return source === undefined ? isAlive : { op: 'and', of: [compile(source), isAlive] }
}

/** The same of one item. */
export const itemFilter = (source: string | undefined, nowMs: number): Filter =>
  querySyntax.matcher(itemCondition(source, nowMs))

function compile(source: string): Condition {
  const parsed = querySyntax.parseFilter(source)
  if (parsed.ok) return parsed.where
  throw invalidField('filter', `Column ${parsed.column}: ${parsed.message}`)
}
