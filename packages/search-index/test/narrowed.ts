import { parseFacets } from '../src/facets/facets.ts'
import { parseFilter } from '../src/filter/parse-filter.ts'
import type { SearchRequest } from '../src/search-request.ts'
import { parseSort } from '../src/sort/sort.ts'

/** Parses the filter, facets and order of a search. */
export function narrowed(
  sources: { readonly where?: string; readonly facets?: readonly string[]; readonly sort?: string } = {},
): Pick<SearchRequest, 'where' | 'facets' | 'sort'> {
  const { where = 'id != ""', facets = ['kind', 'tags', 'attributes.a'], sort = 'score' } = sources
  const [filter, counted, order] = [parseFilter(where), parseFacets(facets), parseSort(sort)]
  if (!filter.ok || !counted.ok || !order.ok) throw new Error(`${where}, ${facets}, ${sort}`)
  return { where: filter.where, facets: counted.facets, sort: order.sort }
}
