import { type Filter, parseFilter } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { invalidField } from './invalid-field.ts'

/** Leaves out what has expired and what the caller's filter leaves out. @throws InklingError validation_failed with the column. */
export function itemFilter(catalogue: Catalogue, source: string | undefined, nowMs: number): Filter {
  const matches = source === undefined ? () => true : compile(source)
  return (document) => {
    const expiresAt = catalogue.get(document.id)?.expiresAt
    return (expiresAt === undefined || Date.parse(expiresAt) > nowMs) && matches(document)
  }
}

function compile(source: string): Filter {
  const parsed = parseFilter(source)
  if (parsed.ok) return parsed.matches
  throw invalidField('filter', `Column ${parsed.column}: ${parsed.message}`)
}
