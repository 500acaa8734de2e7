import type { Facets, SearchRequest } from '@inkling/contracts'
import { type Facet, type FacetCounts, querySyntax, type Sort } from '@inkling/search-index'
import { invalidField } from './invalid-field.ts'

/** The order of a search; undefined for the order by score. @throws InklingError validation_failed with the column. */
export function orderOf({ sort }: SearchRequest): Sort | undefined {
  const parsed = querySyntax.parseSort(sort ?? 'score')
  if (parsed.ok) return parsed.sort
  throw invalidField('sort', `Column ${parsed.column}: ${parsed.message}`)
}

/** @throws InklingError validation_failed that names the field that is no facet. */
export function facetsOf({ facets }: SearchRequest): readonly Facet[] | undefined {
  if (facets === undefined) return undefined
  const parsed = querySyntax.parseFacets(facets)
  if (parsed.ok) return parsed.facets
  throw invalidField('facets', parsed.message)
}

export const toFacets = (counts: FacetCounts): Facets =>
  Object.fromEntries(Array.from(counts, ([name, values]) => [name, [...values]]))
