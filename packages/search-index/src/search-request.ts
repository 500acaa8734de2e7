import type { Facet, FacetCounts } from './facets/facets.ts'
import type { Condition, Filter } from './filter/condition.ts'
import type { LearnedFusion } from './fusion/learned-fusion.ts'
import type { ExtraLeg, LegScore } from './fusion/leg.ts'
import type { Highlight } from './highlight/highlight.ts'
import type { TermScore } from './ranking/ranker.ts'
import type { ScoredId } from './ranking/scored-id.ts'
import type { SearchProfile } from './search-profile.ts'
import type { Sort } from './sort/sort.ts'
import type { Correction } from './spelling/speller.ts'
import type { Total } from './total.ts'

/**
 * `lexical`: by words alone. `semantic`: by meaning alone, where there is a model. `hybrid`, and `auto`, the default:
 * by all legs.
 */
type SearchMode = 'lexical' | 'semantic' | 'hybrid' | 'auto'

export interface SearchRequest {
  /**
   * Any text. A document matches with one word; more and rarer words rank it higher. In a query of up to twelve words,
   * those in quotes must stand in it as written, one after the other. A blank query lists all documents by id.
   */
  readonly query: string
  /** At least 1. */
  readonly limit: number
  /** From `SearchIndex.profile`. Default: the tuning that the index was created with. */
  readonly profile?: SearchProfile | undefined
  /** From `parseFilter`. Costs less than a millisecond for 100,000 documents. */
  readonly where?: Condition | undefined
  /** Any other test. It is called for each document that may be found, with the document. */
  readonly filter?: Filter | undefined
  /** Ids of documents that are never found. */
  readonly exclude?: Iterable<string> | undefined
  /**
   * The ids that earlier pages have shown: they count as matches, but are no hits. Without `after`, the page is then
   * the best of the rest, whatever was written in between. Costs as much as a page that is longer by their number.
   */
  readonly shown?: { readonly size: number; has(id: string): boolean } | undefined
  /** The `next` of the page before. */
  readonly after?: ScoredId | undefined
  /**
   * Continue after the place where the document of `after` ranks now, instead of where it ranked: scores change with
   * the collection. For a document that has not changed itself and that the lexical leg ranked.
   */
  readonly follow?: boolean | undefined
  /** The last word, when nothing follows it, may be unfinished: words that it begins are found too, and count half. */
  readonly prefix?: boolean | undefined
  /** From `parseSort`. Default: by score, best first. */
  readonly sort?: Sort | undefined
  /** From `parseFacets`. */
  readonly facets?: readonly Facet[] | undefined
  /** Replace misspelt words by the words that were probably meant. All pages of a query must agree on it. */
  readonly correct?: boolean | undefined
  readonly highlight?: boolean | undefined
  readonly explain?: boolean | undefined
  readonly mode?: SearchMode | undefined
  /** Further legs, added to the lexical and the semantic one. */
  readonly legs?: readonly ExtraLeg[] | undefined
  /** Puts the first hundred hits in the learned order. All pages of a query must agree on it. */
  readonly fusion?: LearnedFusion | undefined
}

export interface SearchHit extends ScoredId {
  readonly highlight?: Highlight
  /** The amount that each term adds to the lexical score, when asked to explain. */
  readonly terms?: readonly TermScore[]
  /** The score of each leg, when asked to explain a hybrid ranking. */
  readonly legs?: readonly LegScore[]
}

export interface SearchPage {
  readonly hits: readonly SearchHit[]
  /** Absent on the last page. */
  readonly next?: ScoredId
  /** Of all pages. */
  readonly total: Total
  /** By the facets that were asked for, over all pages. */
  readonly facets?: FacetCounts
  /** Present when another query than the given one was searched for. */
  readonly correction?: Correction
}

export interface SimilarRequest {
  /** Documents to find more of. Unknown ids are ignored; known ones never come back. */
  readonly itemIds?: readonly string[] | undefined
  readonly text?: string | undefined
  readonly tags?: readonly string[] | undefined
  /** At least 1. */
  readonly limit: number
  /** From `SearchIndex.profile`. Default: the tuning that the index was created with. */
  readonly profile?: SearchProfile | undefined
  readonly exclude?: Iterable<string> | undefined
  readonly filter?: Filter | undefined
}

/** The score is the share, in (0, 1), of the score that no document can reach; comparable between requests. */
export type SimilarHit = ScoredId
