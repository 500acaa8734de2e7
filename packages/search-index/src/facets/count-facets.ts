import type { Corpus } from '../corpus/corpus.ts'
import type { AttributeValue } from '../document.ts'
import type { Facet } from './facet.ts'

export interface FacetCount {
  readonly value: string | number | boolean
  /** Matches with this value. */
  readonly count: number
}

/** The commonest values by facet, most matches first. A name can be `__proto__`, therefore a map. */
export type FacetCounts = ReadonlyMap<string, readonly FacetCount[]>

const VALUES_MAX = 20

/** Counts the values of each facet over the documents in these slots. A list counts once for each distinct element. */
export function countFacets(corpus: Corpus, slots: Uint32Array, facets: readonly Facet[]): FacetCounts {
  return new Map(facets.map((facet) => [facet.name, countFacet(corpus, slots, facet)]))
}

function countFacet(corpus: Corpus, slots: Uint32Array, facet: Facet): FacetCount[] {
  const counts = new Map<FacetCount['value'], number>()
  const add = (value: AttributeValue | undefined): void => {
    if (isCounted(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  for (const slot of slots) {
    const document = corpus.slots.document(slot)
    const value = document && facet.read(document)
    if (Array.isArray(value)) new Set(value).forEach(add)
    else add(value)
  }
  const found = Array.from(counts, ([value, count]) => ({ value, count }))
  return found.sort((a, b) => b.count - a.count || compareValues(a.value, b.value)).slice(0, VALUES_MAX)
}

function isCounted(value: AttributeValue | undefined): value is FacetCount['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** By type, then by value. */
function compareValues(a: FacetCount['value'], b: FacetCount['value']): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1
  return a < b ? -1 : 1
}
