import type { Columns } from './columns/columns.ts'
import type { Corpus } from './corpus/corpus.ts'
import { countFacets } from './facets/facets.ts'
import { type SlotTest, slotTest } from './filter/slot-test.ts'
import type { HybridHit } from './fusion/leg.ts'
import { type Nearness, nearnessOf } from './fusion/nearness.ts'
import { highlight } from './highlight/highlight.ts'
import { readQuery } from './query/read-query.ts'
import { acceptedSlots, matchingSlots } from './ranking/matching-slots.ts'
import type { ScoredId } from './ranking/scored-id.ts'
import { termWeight, type WeightedTerm } from './ranking/term-weight.ts'
import type { SearchProfile } from './search-profile.ts'
import type { SearchHit, SearchPage, SearchRequest } from './search-request.ts'
import type { LsaIndex } from './semantics/lsa-index.ts'
import { firstById, sortedHits } from './sort/sorted-hits.ts'
import type { Speller } from './spelling/speller.ts'
import { withTypedTerms } from './spelling/typed-terms.ts'
import type { Analyser } from './text/analyser.ts'
import { type Total, totalOf } from './total.ts'

/** The data that a search reads. A search changes only caches, and no answer depends on these. */
export interface SearchContext {
  readonly analyser: Analyser
  readonly corpus: Corpus
  readonly columns: Columns
  readonly speller: Speller
  readonly profile: SearchProfile
  readonly lsa: LsaIndex | undefined
}

/** A request with its query analysed and its filters compiled. */
interface ResolvedRequest extends Omit<SearchRequest, 'filter'> {
  readonly terms: readonly WeightedTerm[]
  readonly accept: SlotTest | undefined
  /** `accept`, and that the terms retrieve the slot. */
  readonly retrieve: SlotTest | undefined
  readonly near: Nearness | undefined
  /** The slots of all matches, ascending; only where they are listed or counted rather than ranked. */
  readonly matches: Uint32Array | undefined
}

type RankedHit = ScoredId & Partial<HybridHit>

/** `limit` must be an integer of at least 1. */
export function search(context: SearchContext, request: SearchRequest): SearchPage {
  const { columns } = context
  const { limit, shown, facets } = request
  const { correction, ...resolved } = resolve(context, request)
  const depth = limit + (shown?.size ?? 0)
  const found = hitsOf(context, { ...resolved, limit: depth + 1 })
  const fresh = found.filter(({ id }) => shown?.has(id) !== true)
  const hits = fresh.slice(0, limit)
  const next = fresh.length > limit ? hits.at(-1) : undefined
  return {
    hits: detailed(context, hits, resolved),
    ...(next && { next: scoredIdOf(next) }),
    total: totalFor(context, { ...resolved, limit: depth }, found.length),
    ...(resolved.matches && facets && { facets: countFacets(columns, resolved.matches, facets) }),
    ...(correction && { correction }),
  }
}

function resolve(context: SearchContext, request: SearchRequest) {
  const { analyser, corpus, columns, speller, profile } = context
  const known = profile.synonyms.spans(request.query)
  const correction =
    request.correct === true ? speller.correct(request.query, { prefix: request.prefix, known }) : undefined
  const query = correction?.corrected ?? request.query
  const { terms: wanted, quoted, retrieves } = readQuery(analyser, corpus, profile.synonyms, { ...request, query })
  const terms = correction ? withTypedTerms(analyser, corpus, wanted, correction) : wanted
  const accept = slotTest(corpus, columns, request, quoted)
  const retrieve = both(accept, retrieves)
  const near = nearnessOf(analyser, query)
  const isListed = isBlank(query) || request.sort !== undefined || request.facets !== undefined
  const matches = isListed ? matchesOf(corpus, query, terms, retrieve) : undefined
  return { ...request, terms, accept, retrieve, near, matches, correction } satisfies ResolvedRequest & {
    correction: unknown
  }
}

function matchesOf(
  corpus: Corpus,
  query: string,
  terms: readonly WeightedTerm[],
  accept: SlotTest | undefined,
): Uint32Array {
  return isBlank(query) ? acceptedSlots(corpus, accept) : matchingSlots(corpus, terms, accept)
}

function hitsOf(context: SearchContext, request: ResolvedRequest): readonly RankedHit[] {
  const { corpus, columns, profile } = context
  const { query, terms, matches, limit, after, sort } = request
  if (matches === undefined) return ranked(context, request)
  if (sort === undefined) {
    return isBlank(query) ? firstById(corpus, matches, { limit, after }) : ranked(context, request)
  }
  return sortedHits(corpus, columns, matches, { sort, limit, after }).map((hit) => ({
    ...hit,
    score: profile.ranker.scoreOf(terms, corpus.slots.slotOf(hit.id) ?? -1),
  }))
}

function ranked({ profile, lsa }: SearchContext, request: ResolvedRequest): readonly RankedHit[] {
  const { terms, mode, limit, after, follow, accept, retrieve, near, legs, fusion } = request
  const { ranker, hybrid } = profile
  if (mode === 'lexical') {
    const moved = after && follow === true ? ranker.standing(terms, after) : after
    return ranker.rank(terms, { limit, after: moved, accept: retrieve })
  }
  if (mode === 'semantic' && lsa) return lsa.nearest(lsa.ofTerms(terms), { limit, after, accept })
  return hybrid.rank(terms, { limit, after, follow, accept, retrieve, near, lsa, legs, fusion })
}

/** Counts the lexical matches; documents that only another leg finds come on top. */
function totalFor({ corpus, lsa }: SearchContext, request: ResolvedRequest, found: number): Total {
  const { query, terms, retrieve, matches, limit, after, sort, mode, legs = [] } = request
  const isAll = after === undefined && found <= limit
  const isLexical =
    isBlank(query) ||
    sort !== undefined ||
    mode === 'lexical' ||
    (lsa === undefined && !legs.some(({ finds }) => finds))
  if (matches && (isLexical || !isAll)) return { value: matches.length, relation: isLexical ? 'exact' : 'atLeast' }
  const total = totalOf(corpus, terms, { found, isAll, isFiltered: retrieve !== undefined })
  return isLexical || isAll ? total : { ...total, relation: 'atLeast' }
}

function detailed(
  { analyser, corpus, profile }: SearchContext,
  hits: readonly RankedHit[],
  { terms, highlight: isHighlighted = false, explain = false }: ResolvedRequest,
): SearchHit[] {
  if (!isHighlighted && !explain) return hits.map(scoredIdOf)
  const weights = new Map(terms.filter((term) => !term.optional).map((term) => [term.term, termWeight(corpus, term)]))
  return hits.map((hit) => {
    const document = isHighlighted ? corpus.document(hit.id) : undefined
    return {
      ...scoredIdOf(hit),
      ...(document && { highlight: highlight(analyser, document, weights) }),
      ...(explain && {
        terms: profile.ranker.explain(terms, corpus.slots.slotOf(hit.id) ?? -1),
        ...(hit.legs && { legs: hit.legs }),
      }),
    }
  })
}

function both(one: SlotTest | undefined, other: SlotTest | undefined): SlotTest | undefined {
  return one && other ? (slot) => one(slot) && other(slot) : (one ?? other)
}

const scoredIdOf = ({ id, score, key }: ScoredId): ScoredId => ({ id, score, ...(key !== undefined && { key }) })

const isBlank = (query: string): boolean => query.trim() === ''
