import type { Columns } from './columns/columns.ts'
import type { Corpus } from './corpus/corpus.ts'
import { countFacets } from './facets/count-facets.ts'
import { type SlotTest, slotTest } from './filter/slot-test.ts'
import type { HybridHit } from './fusion/hybrid-hit.ts'
import type { HybridRanker } from './fusion/hybrid-ranker.ts'
import { highlight } from './highlight/highlight.ts'
import { readQuery } from './query/read-query.ts'
import type { Synonyms } from './query/synonyms.ts'
import { acceptedSlots, matchingSlots } from './ranking/matching-slots.ts'
import type { Position } from './ranking/position.ts'
import type { Ranker } from './ranking/ranker.ts'
import { termGain } from './ranking/term-weight.ts'
import type { WeightedTerm } from './ranking/weighted-term.ts'
import type { SearchHit, SearchPage, SearchRequest } from './search-request.ts'
import type { Meaning } from './semantics/meaning.ts'
import { firstById } from './sort/first-by-id.ts'
import { sortedHits } from './sort/sorted-hits.ts'
import type { Speller } from './spelling/speller.ts'
import { withTypedTerms } from './spelling/typed-terms.ts'
import type { Analyser } from './text/analyser.ts'
import { type Total, totalOf } from './total.ts'

/** What a search reads. */
export interface Searched {
  readonly analyser: Analyser
  readonly corpus: Corpus
  readonly columns: Columns
  readonly speller: Speller
  readonly synonyms: Synonyms
  readonly ranker: Ranker
  readonly hybrid: HybridRanker
  readonly meaning: Meaning | undefined
}

/** A request as it was read. */
interface Asked extends Omit<SearchRequest, 'filter'> {
  readonly terms: readonly WeightedTerm[]
  readonly accept: SlotTest | undefined
  /** All that match, ascending, where they are listed or counted and not merely ranked. */
  readonly matches: Uint32Array | undefined
}

type Found = Position & Partial<HybridHit>

/** `limit` must be an integer of at least 1. */
export function search(searched: Searched, request: SearchRequest): SearchPage {
  const { analyser, corpus, columns, speller, synonyms } = searched
  const { limit, shown, facets } = request
  const correction = request.correct === true ? speller.correct(request.query, request) : undefined
  const query = correction?.corrected ?? request.query
  const { terms: wanted, quoted } = readQuery(analyser, corpus, synonyms, { ...request, query })
  const terms = correction ? withTypedTerms(analyser, corpus, wanted, correction) : wanted
  const accept = slotTest(corpus, columns, request, quoted)
  const isListed = isBlank(query) || request.sort !== undefined || facets !== undefined
  const matches = isListed ? matchesOf(corpus, query, terms, accept) : undefined
  const depth = limit + (shown?.size ?? 0)
  const asked = { ...request, terms, accept, matches, limit: depth }
  const found = foundBy(searched, { ...asked, limit: depth + 1 })
  const fresh = found.filter(({ id }) => shown?.has(id) !== true)
  const hits = fresh.slice(0, limit)
  const next = fresh.length > limit ? hits.at(-1) : undefined
  return {
    hits: detailed(searched, hits, asked),
    ...(next && { next: positionOf(next) }),
    total: totalFor(searched, asked, found.length),
    ...(matches && facets && { facets: countFacets(columns, matches, facets) }),
    ...(correction && { correction }),
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

function foundBy(searched: Searched, asked: Asked): readonly Found[] {
  const { corpus, columns, ranker } = searched
  const { query, terms, matches, limit, after, sort } = asked
  if (matches === undefined) return ranked(searched, asked)
  if (sort === undefined) return isBlank(query) ? firstById(corpus, matches, { limit, after }) : ranked(searched, asked)
  return sortedHits(corpus, columns, matches, { sort, limit, after }).map((hit) => ({
    ...hit,
    score: ranker.scoreOf(terms, corpus.slots.slotOf(hit.id) ?? -1),
  }))
}

function ranked({ ranker, hybrid, meaning }: Searched, { terms, mode, ...asked }: Asked): readonly Found[] {
  const { limit, after, follow, accept, legs, fusion } = asked
  if (mode === 'lexical') {
    const moved = after && follow === true ? ranker.standing(terms, after) : after
    return ranker.rank(terms, { limit, after: moved, accept })
  }
  if (mode === 'semantic' && meaning) return meaning.nearest(meaning.ofTerms(terms), { limit, after, accept })
  return hybrid.rank(terms, { limit, after, follow, accept, meaning, legs, fusion })
}

/** Counts what words find; what meaning or another leg alone finds comes on top. */
function totalFor({ corpus, meaning }: Searched, asked: Asked, found: number): Total {
  const { query, terms, accept, matches, limit, after, sort, mode, legs = [] } = asked
  const isAll = after === undefined && found <= limit
  const isWords =
    isBlank(query) ||
    sort !== undefined ||
    mode === 'lexical' ||
    (meaning === undefined && !legs.some(({ finds }) => finds))
  if (matches && (isWords || !isAll)) return { value: matches.length, relation: isWords ? 'exact' : 'atLeast' }
  const total = totalOf(corpus, terms, { found, isAll, isFiltered: accept !== undefined })
  return isWords || isAll ? total : { ...total, relation: 'atLeast' }
}

function detailed({ analyser, corpus, ranker }: Searched, hits: readonly Found[], asked: Asked): SearchHit[] {
  const { terms, highlight: isHighlighted = false, explain = false } = asked
  if (!isHighlighted && !explain) return hits.map(positionOf)
  const gains = new Map(terms.filter((term) => !term.optional).map((term) => [term.term, termGain(corpus, term)]))
  return hits.map((hit) => {
    const document = isHighlighted ? corpus.document(hit.id) : undefined
    return {
      ...positionOf(hit),
      ...(document && { highlight: highlight(analyser, document, gains) }),
      ...(explain && {
        terms: ranker.explain(terms, corpus.slots.slotOf(hit.id) ?? -1),
        ...(hit.legs && { legs: hit.legs }),
      }),
    }
  })
}

const positionOf = ({ id, score, key }: Position): Position => ({ id, score, ...(key !== undefined && { key }) })

const isBlank = (query: string): boolean => query.trim() === ''
