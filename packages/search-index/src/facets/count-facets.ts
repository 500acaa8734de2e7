import type { Value } from '../columns/column.ts'
import type { Columns } from '../columns/columns.ts'
import type { Position } from '../ranking/position.ts'
import { TopHits } from '../ranking/top-hits.ts'
import type { Facet } from './facet.ts'

export interface FacetCount {
  readonly value: Value
  /** Matches with this value. */
  readonly count: number
}

/** The commonest values by facet, most matches first. A name can be `__proto__`, therefore a map. */
export type FacetCounts = ReadonlyMap<string, readonly FacetCount[]>

const VALUES_MAX = 20

/** Counts the values of each facet over the documents in these slots. A list counts once for each distinct element. */
export function countFacets(columns: Columns, slots: Uint32Array, facets: readonly Facet[]): FacetCounts {
  return new Map(facets.map((facet) => [facet.name, countFacet(columns, slots, facet)]))
}

function countFacet(columns: Columns, slots: Uint32Array, facet: Facet): FacetCount[] {
  const top = new TopHits(VALUES_MAX, compareCounts)
  columns.of(facet).forEachCount(slots, (value, count) => {
    if (count >= top.leastScore) top.offer({ score: count, id: '', key: value })
  })
  return top.sorted().map(({ key, score }) => ({ value: key as Value, count: score }))
}

/** Most matches first, then by type, then by value. */
function compareCounts(a: Position, b: Position): number {
  return b.score - a.score || compareValues(a.key as Value, b.key as Value)
}

function compareValues(a: Value, b: Value): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1
  return a < b ? -1 : 1
}
