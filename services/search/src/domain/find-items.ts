import type { Ranked, SearchRequest, SearchSettings } from '@inkling/contracts'
import type { Position, SearchHit } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { itemFilter } from './item-filter.ts'
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
  /** The query that was searched instead, where words of it looked misspelt. */
  readonly corrected?: string
}

export interface FindOptions {
  /** Whether the catalogue holds all items, so that what is not in it is no word. */
  readonly isWhole: boolean
  readonly settings: SearchSettings
  readonly before: SearchPlace | undefined
  readonly nowMs: number
}

const defaultLimit = 10

/**
 * A page of what a query finds: the tenant's pins first, never what it blocks. Later pages know what was pinned, so that a
 * change of rules in between neither repeats nor skips an item.
 * @throws InklingError validation_failed for a filter with an error.
 */
export function findItems(
  catalogue: Catalogue,
  ask: SearchRequest,
  { isWhole, settings, before, nowMs }: FindOptions,
): FoundItems {
  const { q: query, limit = defaultLimit, explain = false } = ask
  const rule = ruleFor(settings, query)
  const accept = itemFilter(catalogue, ask.filter, nowMs)
  const pinned = before?.pinned ?? pinsOf(catalogue, rule.pins, accept).slice(0, limit)
  const first = before ? [] : pinned
  const hidden = new Set([...rule.blocks, ...pinned])
  const wanted = limit - first.length
  const { hits, next, correction } = catalogue.index.search({
    query,
    limit: Math.max(wanted, 1),
    filter: (document) => !hidden.has(document.id) && accept(document),
    highlight: true,
    explain,
    correct: isWhole,
    after: before?.last,
  })
  const found = hits.slice(0, wanted)
  const data = [...first.map((id) => toPinned(catalogue, id, explain)), ...found.map((hit) => toRanked(catalogue, hit))]
  const place = { shown: (before?.shown ?? 0) + data.length, pinned }
  const corrected = correction && { corrected: correction.corrected }
  if (wanted === 0) return { data, ...corrected, ...(hits.length > 0 && { next: place }) }
  return { data, ...corrected, ...(next && { next: { ...place, last: { score: next.score, id: next.id } } }) }
}

function pinsOf(catalogue: Catalogue, pins: readonly string[], accept: ReturnType<typeof itemFilter>): string[] {
  return [...new Set(pins)].filter((id) => {
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

function toRanked(catalogue: Catalogue, { id, score, highlight, terms }: SearchHit): Ranked {
  const item = catalogue.summary(id)
  return {
    itemId: id,
    score,
    ...(item && { item }),
    ...(highlight && { highlight: { ...highlight } }),
    ...(terms && {
      reasons: terms.map(({ term, score: share }) => ({ model: `bm25f:${term}`, weight: 1, score: share })),
    }),
  }
}
