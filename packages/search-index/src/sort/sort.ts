import type { ColumnField, Value } from '../columns/column.ts'
import { fieldNamed } from '../filter/field.ts'
import type { FilterError } from '../filter/parsed-filter.ts'
import type { ScoredId, SortKey } from '../ranking/scored-id.ts'

/** An order of documents by a field, rather than by score. */
export interface Sort {
  readonly descending: boolean
  readonly field: ColumnField
}

/** Only this much of a text is compared, so that keys are bounded. */
const charactersMax = 256
const types = ['number', 'string', 'boolean']

/** Lists, objects and NaN have no order. */
export function sortKey(value: Value | undefined): SortKey {
  if (typeof value === 'string') return value.length > charactersMax ? value.slice(0, charactersMax) : value
  return value === undefined || Number.isNaN(value) ? null : value
}

/**
 * Negative if `a` comes before `b`: numbers, then strings (by code unit, which suits ISO dates), then booleans;
 * reversed when descending. Null comes last either way.
 */
export function compareKeys({ descending }: Sort, a: SortKey, b: SortKey): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  const order = typeof a === typeof b ? (a < b ? -1 : 1) : types.indexOf(typeof a) - types.indexOf(typeof b)
  return descending ? -order : order
}

/** By key, equal keys by id. */
export function compareSorted(sort: Sort): (a: ScoredId, b: ScoredId) => number {
  return (a, b) => compareKeys(sort, a.key ?? null, b.key ?? null) || compareIds(a.id, b.id)
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** `sort` is undefined for the order by score. */
export type ParsedSort = { readonly ok: true; readonly sort: Sort | undefined } | FilterError

const sortFields = 'score, id, kind, title, url, createdAt, updatedAt or attributes.NAME'

/**
 * Parses an order: `score` (best first), or a field, descending with `-` before it: `-updatedAt`, `attributes.price`.
 * Documents without a value come last either way; ties go by id.
 */
export function parseSort(source: string): ParsedSort {
  const descending = source.startsWith('-')
  const name = descending ? source.slice(1) : source
  const error = (message: string): FilterError => ({ ok: false, column: descending ? 2 : 1, message })
  if (name === 'score') return descending ? error('score is best first already') : { ok: true, sort: undefined }
  const field = fieldNamed(name)
  if (field === undefined) return error(`"${name}" is no field to sort by; use ${sortFields}`)
  if (field.type === 'tags') return error('tags have no order')
  return { ok: true, sort: { descending, field } }
}
