import type { Facets, Ranked, SearchRequest, SearchSettings } from '@inkling/contracts'
import type { Filter, SearchRequest as IndexRequest, Position, SearchHit } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { embeddingsLegs, type NearItems } from './embeddings-leg.ts'
import { itemFilter } from './item-filter.ts'
import { facetsOf, orderOf, toFacets } from './order-and-facets.ts'
import { outsideLegs } from './outside-legs.ts'
import { ruleFor } from './rule-for.ts'

/** Where a page ended: what the pages before have shown. */
export interface SearchPlace {
  readonly shown: number
  readonly pinned: readonly string[]
  /** Absent when pins alone filled the page. */
  readonly last?: Position
}

export interface FoundItems {
  readonly data: Ranked[]
  /** Absent on the last page. */
  readonly next?: SearchPlace
  readonly facets?: Facets
  /** The query that was searched instead, where words of it looked misspelt. */
  readonly corrected?: string
}

export interface FindOptions {
  /** Whether the catalogue holds all items, so that what is not in it is no word. */
  readonly isWhole: boolean
  readonly settings: SearchSettings
  readonly before: SearchPlace | undefined
  readonly nowMs: number
  /** How likely the user is to open items, where that is known. */
  readonly affinity: ReadonlyMap<string, number>
  /** What the embedding of the query says, where there is one. */
  readonly near?: NearItems | undefined
}

const defaultLimit = 10

/**
 * A page of what a query finds: the tenant's pins first (unless another order is asked for), never what it blocks. Later pages
 * know what was pinned, so that a change of rules in between neither repeats nor skips an item.
 * @throws InklingError validation_failed for a filter, an order or a facet that cannot be read.
 */
export function findItems(catalogue: Catalogue, ask: SearchRequest, options: FindOptions): FoundItems {
  const { q: query, prefix, limit = defaultLimit, explain = false } = ask
  const { isWhole, before, nowMs } = options
  catalogue.tune(options.settings)
  const [sort, facets] = [orderOf(ask), facetsOf(ask)]
  const rule = ruleFor(options.settings, query)
  const accept = itemFilter(catalogue, ask.filter, nowMs)
  const blocked = new Set(rule.blocks)
  const allowed: Filter = (document) => !blocked.has(document.id) && accept(document)
  const pins = sort ? [] : rule.pins
  const pinned = before?.pinned ?? known(catalogue, pins, allowed).slice(0, limit)
  const first = before ? [] : pinned
  const shown = new Set(pinned)
  const wanted = limit - first.length
  const search = (request: IndexRequest) => catalogue.index.search(request)
  const found = search({
    query,
    prefix,
    limit: Math.max(wanted, 1),
    filter: (document) => !shown.has(document.id) && allowed(document),
    highlight: true,
    explain,
    correct: isWhole,
    mode: ask.mode,
    legs: [
      ...outsideLegs(catalogue, query, options.affinity),
      ...embeddingsLegs(catalogue, ask, options.near, allowed),
    ],
    fusion: catalogue.behaviour.fusion,
    sort,
    facets,
    after: before?.last,
  })
  // What is pinned counts among the matches, too.
  const counted =
    facets && pinned.length > 0
      ? search({ query, prefix, limit: 1, correct: isWhole, facets, filter: allowed }).facets
      : found.facets
  const hits = found.hits.slice(0, wanted)
  const data = [...first.map((id) => toPinned(catalogue, id, explain)), ...hits.map((hit) => toRanked(catalogue, hit))]
  const place = { shown: (before?.shown ?? 0) + data.length, pinned }
  const next = wanted > 0 ? found.next && { ...place, last: found.next } : found.hits.length > 0 && place
  return {
    data,
    ...(next && { next }),
    ...(counted && { facets: toFacets(counted) }),
    ...(found.correction && { corrected: found.correction.corrected }),
  }
}

/** Those that there are and that pass, each once. */
function known(catalogue: Catalogue, ids: readonly string[], accept: Filter): string[] {
  return [...new Set(ids)].filter((id) => {
    const item = catalogue.get(id)
    return item !== undefined && accept(item)
  })
}

/** Its place is the tenant's choice, so it has no score. */
function toPinned(catalogue: Catalogue, id: string, explain: boolean): Ranked {
  const item = catalogue.summary(id)
  return {
    itemId: id,
    score: 0,
    ...(item && { item }),
    ...(explain && { reasons: [{ model: 'pinned', weight: 1, score: 1 }] }),
  }
}

function toRanked(catalogue: Catalogue, hit: SearchHit): Ranked {
  const { id, score, highlight } = hit
  const item = catalogue.summary(id)
  const reasons = reasonsOf(hit)
  return {
    itemId: id,
    score,
    ...(item && { item }),
    ...(highlight && { highlight: { ...highlight } }),
    ...(reasons.length > 0 && { reasons }),
  }
}

/** What each leg says and its share of the score, then what each word adds to that of words. None unless they were asked for. */
function reasonsOf({ score, legs = [], terms = [] }: SearchHit): NonNullable<Ranked['reasons']> {
  return [
    ...legs.map((leg) => ({ model: leg.name, weight: score > 0 ? leg.share / score : 0, score: leg.score })),
    ...terms.map((term) => ({ model: `bm25f:${term.term}`, weight: 1, score: term.score })),
  ]
}
