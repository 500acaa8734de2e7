import { fieldNamed } from '../filter/field.ts'
import type { FilterError } from '../filter/filter.ts'
import type { Sort } from './sort.ts'

/** `sort` is undefined for the order by score. */
export type ParsedSort = { readonly ok: true; readonly sort: Sort | undefined } | FilterError

const SORT_FIELDS = 'score, id, kind, title, url, createdAt, updatedAt or attributes.NAME'

/**
 * Reads an order: `score` (best first), or a field, `-` before it turning it around: `-updatedAt`, `attributes.price`.
 * What has no value comes last either way; ties go by id.
 */
export function parseSort(source: string): ParsedSort {
  const descending = source.startsWith('-')
  const name = descending ? source.slice(1) : source
  const error = (message: string): FilterError => ({ ok: false, column: descending ? 2 : 1, message })
  if (name === 'score') return descending ? error('score is best first already') : { ok: true, sort: undefined }
  const field = fieldNamed(name)
  if (field === undefined) return error(`"${name}" is no field to sort by; use ${SORT_FIELDS}`)
  if (field.type === 'tags') return error('tags have no order')
  return { ok: true, sort: { descending, field } }
}
