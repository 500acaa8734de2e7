import { decodeSearchSnapshot, encodeSearchSnapshot } from './behaviour/search-snapshot.ts'
import { parseFacets } from './facets/facets.ts'
import { onDocuments } from './filter/condition.ts'
import { parseFilter } from './filter/parse-filter.ts'
import { parseSort } from './sort/sort.ts'

export { behaviourLearning } from './behaviour/behaviour-learning.ts'
export { BehaviourLegs } from './behaviour/behaviour-legs.ts'
export type { ClickWindow } from './behaviour/click-windows.ts'
export type { FusionReport } from './behaviour/fit-fusion.ts'
export type { Click, ItemUse, SearchBehaviour } from './behaviour/search-behaviour.ts'
export type { SearchDocument } from './document.ts'
export type { Facet, FacetCounts } from './facets/facets.ts'
export type { Condition, Filter } from './filter/condition.ts'
export type { ExtraLeg } from './fusion/leg.ts'
export type { ScoredId } from './ranking/scored-id.ts'
export { SearchIndex } from './search-index.ts'
export type { SearchProfile } from './search-profile.ts'
export type { SearchHit, SearchRequest } from './search-request.ts'
export { lsa } from './semantics/lsa.ts'
export type { Sort } from './sort/sort.ts'
export { VectorIndex } from './vectors/vector-index.ts'

/** Filters, orders and facets as people write them. Each parser returns a value that says what is wrong. */
export const querySyntax = { parseFilter, parseSort, parseFacets, matcher: onDocuments } as const

/** One file of a tenant's search: behaviour, model, vectors and index. */
export const searchSnapshot = { encode: encodeSearchSnapshot, decode: decodeSearchSnapshot } as const
