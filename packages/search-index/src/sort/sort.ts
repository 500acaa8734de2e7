import type { ColumnField, Value } from '../columns/column.ts'
import { type Field, fieldNamed } from '../filter/field.ts'
import type { FilterError } from '../filter/parsed-filter.ts'
import type { ScoredId, SortKey } from '../ranking/scored-id.ts'
import { fold } from '../text/fold.ts'
import { plainText } from '../text/plain-text.ts'

/** An order of documents by a field, rather than by score. */
export interface Sort {
  readonly descending: boolean
  readonly field: ColumnField
}

/** Only this much of a text is compared, so that keys are bounded. */
const charactersMax = 256
/** Folding and markup can make a text shorter. */
const collatedMax = 4 * charactersMax
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
const forms =
  'write one field, such as attributes.price, attributes.price:asc, attributes.price:desc or -attributes.price'
const directionSuffix = /:([^.:]*)$/
/** Compared to the letter. */
const exact = ['id', 'url', 'createdAt', 'updatedAt']

/**
 * Parses an order: `score` (best first), or a field: `title`, `title:asc`, and descending `-title`, `title:desc`.
 * Documents without a value come last either way; ties go by id. Names and other texts are compared without regard to
 * case, accents and markup.
 */
export function parseSort(source: string): ParsedSort {
  const isReversed = source.startsWith('-')
  const column = isReversed ? 2 : 1
  const error = (message: string, at = column): FilterError => ({ ok: false, column: at, message })
  const comma = source.indexOf(',')
  if (comma >= 0) return error(`sorting by several fields is not possible; ${forms}`, comma + 1)
  const match = directionSuffix.exec(source)
  const [suffix = '', direction = 'asc'] = match ?? []
  const index = match?.index ?? source.length
  if (direction !== 'asc' && direction !== 'desc') return error(`"${suffix}" is no direction; ${forms}`, index + 1)
  if (isReversed && suffix !== '') return error(`a field has one direction, - or ${suffix}; ${forms}`, index + 1)
  const name = source.slice(column - 1, index)
  const descending = isReversed || direction === 'desc'
  if (name === 'score') return descending ? error('score is best first already') : { ok: true, sort: undefined }
  const field = fieldNamed(name)
  if (field === undefined) return error(`"${name}" is no field to sort by; use ${sortFields}`)
  if (field.type === 'tags') return error('tags have no order')
  return { ok: true, sort: { descending, field: exact.includes(name) ? field : collated(field) } }
}

/** The field with texts as they are compared. */
function collated(field: Field): ColumnField {
  return {
    name: `${field.name} in order`,
    read(document) {
      const value = field.read(document)
      return typeof value === 'string' ? fold(plainText(value.slice(0, collatedMax))) : value
    },
  }
}
