import type { Facets, Ranked, SearchRequest, SearchSettings } from '@inkling/contracts'
import { type Filter, querySyntax, type ScoredId, type SearchHit } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { embeddingsLegs, type NearItems } from './embeddings-leg.ts'
import { itemCondition } from './item-filter.ts'
import { normalisedQuery } from './normalised-query.ts'
import { facetsOf, orderOf, toFacets } from './order-and-facets.ts'
import { ruleFor } from './rule-for.ts'
import { maxShown, ShownItems } from './shown-items.ts'

/** Where a page ended. */
export interface SearchPlace {
  /** How many items the pages so far have shown. */
  readonly count: number
  /** Which, as the text of `ShownItems`; by another order than that by score a page goes on after `last` instead. */
  readonly shown: string
  /** How many of them were pinned. */
  readonly pinned: number
  /** Of an order, and where more was shown than is remembered. */
  readonly last?: ScoredId
  /** When the item of `last` had been written last. */
  readonly lastUpdatedAt?: string | undefined
  /** Of the catalogue that `last` has its score from. */
  readonly isWhole: boolean
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
 * A page of what a query finds: the tenant's pins first (unless another order is asked for), never what it blocks. By score, a
 * later page is the best of what was not shown, whatever was written in between, and whatever catalogue it is from: nothing comes
 * twice and no match is passed over. Beyond `maxShown` items it goes on after where the last stands by then, so that a match may be passed
 * over that rises past it meanwhile, and of two catalogues the second begins anew. By another order it goes on after the last.
 * @throws InklingError validation_failed for a filter, an order or a facet that cannot be read.
 */
export function findItems(catalogue: Catalogue, ask: SearchRequest, options: FindOptions): FoundItems {
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
    // Learned, and judged, without embeddings.
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

/** Every write moves every score a little: the last item is looked up where it stands now, unless it was written itself. */
function goingOn(catalogue: Catalogue, { before, isWhole }: FindOptions, isSorted: boolean) {
  if (!before?.last || !(isSorted || before.isWhole === isWhole)) return {}
  return { after: before.last, follow: catalogue.get(before.last.id)?.updatedAt === before.lastUpdatedAt }
}

const ids = (hits: readonly SearchHit[]): string[] => hits.map(({ id }) => id)

/** Those that there are, and that are allowed, each once. */
function pinned(catalogue: Catalogue, pins: readonly string[], allowed: Filter): string[] {
  return [...new Set(pins)].filter((id) => {
    const item = catalogue.get(id)
    return item !== undefined && allowed(item)
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
