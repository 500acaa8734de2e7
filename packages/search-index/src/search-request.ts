import type { FacetCounts } from './facets/count-facets.ts'
import type { Facet } from './facets/facet.ts'
import type { Condition } from './filter/condition.ts'
import type { Filter } from './filter/filter.ts'
import type { LearnedFusion } from './fusion/learned-fusion.ts'
import type { ExtraLeg, LegScore } from './fusion/leg.ts'
import type { Highlight } from './highlight/highlight.ts'
import type { Position } from './ranking/position.ts'
import type { TermScore } from './ranking/term-score.ts'
import type { Sort } from './sort/sort.ts'
import type { Correction } from './spelling/speller.ts'
import type { Total } from './total.ts'

/** `lexical`: by words alone. `semantic`: by meaning alone. `hybrid`, and `auto` unless told otherwise: by both, where there is a model. */
export type SearchMode = 'lexical' | 'semantic' | 'hybrid' | 'auto'

export interface SearchRequest {
  /**
   * Any text. A document matches with one word; more and rarer words rank it higher. In a query of up to twelve words,
   * those in quotes must stand in it as written, one after the other. Blank lists all documents by id.
   */
  readonly query: string
  /** At least 1. */
  readonly limit: number
  /** From `parseFilter`: of 100,000 documents it costs less than a millisecond. */
  readonly where?: Condition | undefined
  /** Any other test; it is asked for each document that may be found, by the words of the query as much as by `where`. */
  readonly filter?: Filter | undefined
  /** Ids of what is never found. */
  readonly exclude?: Iterable<string> | undefined
  /**
   * What earlier pages have shown: among the matches, but not among the hits. Without `after` the page is then the best of what was
   * not shown, whatever was written in between. Costs as much as a page of so many more.
   */
  readonly shown?: { readonly size: number; has(id: string): boolean } | undefined
  /** The `next` of the page before. */
  readonly after?: Position | undefined
  /**
   * Go on after where the document of `after` stands now, rather than where it stood: every score moves with the collection. For
   * one that did not change itself, and that words have placed.
   */
  readonly follow?: boolean | undefined
  /** The last word, when nothing follows it, may be unfinished: what it begins is found too, and counts half. */
  readonly prefix?: boolean | undefined
  /** From `parseSort`; by score, best first, without. */
  readonly sort?: Sort | undefined
  /** From `parseFacets`. */
  readonly facets?: readonly Facet[] | undefined
  /** Search for what was probably meant where words are misspelt. Pages of one query must agree on it. */
  readonly correct?: boolean | undefined
  readonly highlight?: boolean | undefined
  readonly explain?: boolean | undefined
  readonly mode?: SearchMode | undefined
  /** Judgements from outside, added to words and meaning. */
  readonly legs?: readonly ExtraLeg[] | undefined
  /** Puts the first hundred of the blend in the order learned. Pages of one query must agree on it. */
  readonly fusion?: LearnedFusion | undefined
}

export interface SearchHit extends Position {
  readonly highlight?: Highlight
  /** What each term adds to the score, when asked to explain. */
  readonly terms?: readonly TermScore[]
  /** What each leg says, when asked to explain what more than words has ranked. */
  readonly legs?: readonly LegScore[]
}

export interface SearchPage {
  readonly hits: readonly SearchHit[]
  /** Absent on the last page. */
  readonly next?: Position
  /** Of all pages. */
  readonly total: Total
  /** By the facets that were asked for, over all pages. */
  readonly facets?: FacetCounts
  /** Present when something else than the query was searched for. */
  readonly correction?: Correction
}
