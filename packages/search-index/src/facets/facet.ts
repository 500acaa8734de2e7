import type { ColumnField } from '../columns/column.ts'
import { fieldNamed } from '../filter/field.ts'

/** A field whose values are counted over all matches. */
export type Facet = ColumnField

export interface FacetError {
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
