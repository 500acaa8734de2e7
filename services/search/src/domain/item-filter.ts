import type { Item } from '@inkling/contracts'
import { type Filter, parseFilter } from '@inkling/search-index'
import { invalidField } from './invalid-field.ts'

interface Items {
  get(id: string): Item | undefined
}

/** Leaves out what has expired and what the caller's filter leaves out. @throws InklingError validation_failed with the column. */
export function itemFilter(items: Items, source: string | undefined, nowMs: number): Filter {
  const matches = source === undefined ? () => true : compile(source)
  return (document) => {
    const expiresAt = items.get(document.id)?.expiresAt
    return (expiresAt === undefined || Date.parse(expiresAt) > nowMs) && matches(document)
  }
}

function compile(source: string): Filter {
  const parsed = parseFilter(source)
  if (parsed.ok) return parsed.matches
  throw invalidField('filter', `Column ${parsed.column}: ${parsed.message}`)
}
