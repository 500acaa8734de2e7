import type { Facets, Ranked, SearchRequest, SearchSettings } from '@inkling/contracts'
import { type Filter, querySyntax, type ScoredId, type SearchHit } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { embeddingsLegs, type NearItems } from './embeddings-leg.ts'
import { itemCondition } from './item-filter.ts'
import { normalisedQuery } from './normalised-query.ts'
import { facetsOf, orderOf, toFacets } from './order-and-facets.ts'
import { ruleFor } from './rule-for.ts'
import { maxShown, ShownItems } from './shown-items.ts'

/** Where a page of results ended. */
export interface SearchPlace {
  /** How many items the pages so far have shown. */
  readonly count: number
  /**
   * Which items, as the text of `ShownItems`. In another order than by score, a page continues after `last` instead.
   */
  readonly shown: string
  /** How many of them were pinned. */
  readonly pinned: number
  /** The last item, in another order than by score, or if more was shown than is remembered. */
  readonly last?: ScoredId
  /** When the item of `last` was written. */
  readonly lastUpdatedAt?: string | undefined
  /** Whether the catalogue that gave `last` its score held all items. */
  readonly isWhole: boolean
}

export interface ResultPage {
  readonly data: Ranked[]
  /** Absent on the last page. */
  readonly next?: SearchPlace
  readonly facets?: Facets
  /** The query that was searched instead, if words of it looked misspelt. */
  readonly corrected?: string
}

export interface FindOptions {
  /** Whether the catalogue holds all items: only then is a word that it does not know misspelt. */
  readonly isWhole: boolean
  readonly settings: SearchSettings
  readonly before: SearchPlace | undefined
  readonly nowMs: number
  /** How likely the user is to open items, if known. */
  readonly affinity: ReadonlyMap<string, number>
  /** Finds the items near the embedding of the query, if there is one. */
  readonly near?: NearItems | undefined
}

const defaultLimit = 10

/**
 * Finds one page of results: the tenant's pins first (unless another order is asked for), never an item that it blocks.
 *
 * By score, a later page is the best of the items that were not shown. So no item comes twice and no match is skipped,
 * whatever was written in between and whichever catalogue answers. Beyond `maxShown` items, a page continues after the
 * place where the last item stands by then: a match that rises past it is skipped, and if another catalogue answers, it
 * starts at the best item again. In another order, a page continues after the last item.
 * @throws InklingError validation_failed for a filter, an order or a facet that cannot be read.
 */
export function findItems(catalogue: Catalogue, ask: SearchRequest, options: FindOptions): ResultPage {
  const { q: query, prefix, limit = defaultLimit, explain = false } = ask
  const { isWhole, before, nowMs } = options
  const [sort, facets] = [orderOf(ask), facetsOf(ask)]
  const rule = ruleFor(options.settings, query)
  const narrowing = { where: itemCondition(ask.filter, nowMs), exclude: rule.blocks }
  const passes = querySyntax.matcher(narrowing.where)
  const allowed: Filter = (document) => !rule.blocks.includes(document.id) && passes(document)
  const pins = before || sort ? [] : pinned(catalogue, rule.pins, allowed).slice(0, limit)
  const pinCount = before?.pinned ?? pins.length
  const shown = new ShownItems(before?.shown).with(pins, pinCount)
  const wanted = limit - pins.length
  const near = embeddingsLegs(catalogue, ask, options.near, allowed)
  const found = catalogue.index.search({
    query,
    prefix,
    limit: Math.max(wanted, 1),
    ...narrowing,
    profile: catalogue.profileFor(options.settings),
    shown,
    highlight: true,
    explain,
    correct: isWhole,
    mode: ask.mode,
    legs: [...catalogue.behaviour.legs(normalisedQuery(query), options.affinity), ...near],
    // It was learned and judged without embeddings.
    fusion: near.length === 0 ? catalogue.behaviour.fusion : undefined,
    sort,
    facets,
    ...goingOn(catalogue, options, sort !== undefined),
  })
  const hits = found.hits.slice(0, wanted)
  const data = [...pins.map((id) => toPinned(catalogue, id, explain)), ...hits.map((hit) => toRanked(catalogue, hit))]
  const hasMore = wanted > 0 ? found.next !== undefined : found.hits.length > 0
  const count = (before?.count ?? 0) + data.length
  const remembered = sort ? shown : shown.with(ids(hits), pinCount)
  const end = sort || count > maxShown ? found.next : undefined
  const last = end && { last: end, lastUpdatedAt: catalogue.get(end.id)?.updatedAt }
  return {
    data,
    ...(hasMore && { next: { count, shown: remembered.text, pinned: pinCount, isWhole, ...last } }),
    ...(found.facets && { facets: toFacets(found.facets) }),
    ...(found.correction && { corrected: found.correction.corrected }),
  }
}

/**
 * Every write moves every score a little: the page continues where the last item stands now, unless that item was
 * written.
 */
function goingOn(catalogue: Catalogue, { before, isWhole }: FindOptions, isSorted: boolean) {
  if (!before?.last || !(isSorted || before.isWhole === isWhole)) return {}
  return { after: before.last, follow: catalogue.get(before.last.id)?.updatedAt === before.lastUpdatedAt }
}

const ids = (hits: readonly SearchHit[]): string[] => hits.map(({ id }) => id)

/** The pins that exist and are allowed, each once. */
function pinned(catalogue: Catalogue, pins: readonly string[], allowed: Filter): string[] {
  return [...new Set(pins)].filter((id) => {
    const item = catalogue.get(id)
    return item !== undefined && allowed(item)
  })
}

/** The tenant chose the place of a pin, so it has no score. */
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

/** The score and share of each leg, then the score of each word. Empty unless the search asks for an explanation. */
function reasonsOf({ score, legs = [], terms = [] }: SearchHit): NonNullable<Ranked['reasons']> {
  return [
    ...legs.map((leg) => ({ model: leg.name, weight: score > 0 ? leg.share / score : 0, score: leg.score })),
    ...terms.map((term) => ({ model: `bm25f:${term.term}`, weight: 1, score: term.score })),
  ]
}
