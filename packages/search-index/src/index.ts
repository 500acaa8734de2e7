export { BehaviourLegs } from './behaviour/behaviour-legs.ts'
export {
  type Click,
  type ItemUse,
  learnBehaviour,
  noBehaviour,
  type SearchBehaviour,
} from './behaviour/search-behaviour.ts'
export { decodeSearchSnapshot, encodeSearchSnapshot } from './behaviour/search-snapshot.ts'
export type { Completion } from './completion/completion.ts'
export type { AttributeValue, SearchDocument } from './document.ts'
export type { FacetCount, FacetCounts } from './facets/count-facets.ts'
export { type Facet, type FacetError, type ParsedFacets, parseFacets } from './facets/facet.ts'
export type { Filter, FilterError, ParsedFilter } from './filter/filter.ts'
export { parseFilter } from './filter/parse-filter.ts'
export type { ExtraLeg, LegName, LegScore } from './fusion/leg.ts'
export type { Highlight } from './highlight/highlight.ts'
export { fitMeaning } from './meaning/fit-meaning.ts'
export { decodeMeaning, encodeMeaning } from './meaning/meaning-codec.ts'
export type { MeaningModel } from './meaning/meaning-model.ts'
export type { SynonymRule } from './query/synonyms.ts'
export type { FieldWeights } from './ranking/field-weights.ts'
export type { Position } from './ranking/position.ts'
export type { TermScore } from './ranking/term-score.ts'
export { SearchIndex, type SearchIndexOptions, type SearchTuning } from './search-index.ts'
export type { SearchHit, SearchMode, SearchPage, SearchRequest } from './search-request.ts'
export type { SimilarHit, SimilarRequest } from './similar-request.ts'
export { type ParsedSort, parseSort } from './sort/parse-sort.ts'
export type { Sort } from './sort/sort.ts'
export type { Change, Correction } from './spelling/speller.ts'
export type { Language } from './text/languages.ts'
export { termsOf } from './text/terms-of.ts'
export type { Total } from './total.ts'
