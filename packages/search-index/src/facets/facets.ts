import type { ColumnField, Value } from '../columns/column.ts'
import type { Columns } from '../columns/columns.ts'
import { fieldNamed } from '../filter/field.ts'
import type { ScoredId } from '../ranking/scored-id.ts'
import { TopK } from '../ranking/top-k.ts'

/** A field whose values are counted over all matches. */
export type Facet = ColumnField

interface FacetError {
  readonly ok: false
  /** The first name that is no facet. */
  readonly name: string
  readonly message: string
}

export type ParsedFacets = { readonly ok: true; readonly facets: readonly Facet[] } | FacetError

/** Facets by name: `kind`, `tags`, `attributes.x`. */
export function parseFacets(names: readonly string[]): ParsedFacets {
  const facets: Facet[] = []
  for (const name of new Set(names)) {
    const field = name === 'kind' || name === 'tags' || name.startsWith('attributes.') ? fieldNamed(name) : undefined
    if (field === undefined)
      return { ok: false, name, message: `"${name}" is no facet; use kind, tags or attributes.NAME` }
    facets.push(field)
  }
  return { ok: true, facets }
}

interface FacetCount {
  readonly value: Value
  /** How many matches have this value. */
  readonly count: number
}

/** The commonest values by facet, most matches first. A map, because a name can be `__proto__`. */
export type FacetCounts = ReadonlyMap<string, readonly FacetCount[]>

const valuesMax = 20

/** Counts the values of each facet over these slots. A list counts once for each distinct element. */
export function countFacets(columns: Columns, slots: Uint32Array, facets: readonly Facet[]): FacetCounts {
  return new Map(facets.map((facet) => [facet.name, countFacet(columns, slots, facet)]))
}

function countFacet(columns: Columns, slots: Uint32Array, facet: Facet): FacetCount[] {
  const top = new TopK(valuesMax, compareCounts)
  columns.of(facet).forEachCount(slots, (value, count) => {
    if (count >= top.leastScore) top.offer({ score: count, id: '', key: value })
  })
  return top.sorted().map(({ key, score }) => ({ value: key as Value, count: score }))
}

/** Most matches first, then by type, then by value. */
function compareCounts(a: ScoredId, b: ScoredId): number {
  return b.score - a.score || compareValues(a.key as Value, b.key as Value)
}

function compareValues(a: Value, b: Value): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1
  return a < b ? -1 : 1
}
