import type { SearchRequest } from '@inkling/contracts'

/**
 * Whether a search that the index answers blends all legs over all items. Only then do clicks on its results tell how
 * to blend: not in another order, not among filtered items, and not before the query is typed to its end.
 */
export const isBlended = ({ mode = 'auto', sort, filter, prefix = false }: SearchRequest): boolean =>
  sort === undefined && filter === undefined && !prefix && (mode === 'auto' || mode === 'hybrid')
