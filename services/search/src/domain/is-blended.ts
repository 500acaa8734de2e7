import type { SearchRequest } from '@inkling/contracts'

/**
 * Whether a search, answered from the index, blends all legs over all items: then clicks on its results tell how to blend.
 * What is chosen in another order, or among some items, or before the query is typed to its end, does not.
 */
export const isBlended = ({ mode = 'auto', sort, filter, prefix = false }: SearchRequest): boolean =>
  sort === undefined && filter === undefined && !prefix && (mode === 'auto' || mode === 'hybrid')
