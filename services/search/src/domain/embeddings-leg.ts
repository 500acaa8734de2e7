import type { SearchRequest } from '@inkling/contracts'
import { type ExtraLeg, type Filter, querySyntax, type VectorIndex } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'

/** Finds the accepted items whose embeddings are most like that of the query, at most `limit`. */
export type NearItems = (limit: number, accept: (itemId: string) => boolean) => ReturnType<VectorIndex['nearest']>

/** What embeddings say about a query. */
export interface EmbeddingsAnswer {
  readonly near?: NearItems
  /** What is missing. */
  readonly degraded: readonly string[]
}

/** How many items are judged. */
const depth = 200
/**
 * What the best item gains at most, where the best by words gains 1: two thirds of a convex combination of the two, in the
 * middle of what does well in Bruch, Gai and Ingber, ACM TOIS 42 (2023), for BM25 and learned embeddings. Not fitted here.
 */
const greatestWeight = 2

const word = /\S+/gu
const code = /\p{N}/u

/**
 * What embeddings weigh for a query: less by the share of its words that are numbers, codes or identifiers, which ask for
 * themselves. 0 for what only such words, nothing, or the beginning of a word asks for, and where ranking is by words alone, by
 * our own meaning alone or not by score: then nobody need be asked.
 */
export function embeddingsWeight({ q, prefix, sort, mode = 'auto' }: SearchRequest): number {
  const words = q.match(word) ?? []
  const order = querySyntax.parseSort(sort ?? 'score')
  const isRanked = order.ok && order.sort === undefined && (mode === 'auto' || mode === 'hybrid')
  if (!isRanked || prefix || words.length === 0) return 0
  return greatestWeight * (words.filter((text) => !code.test(text)).length / words.length)
}

/**
 * The leg of the best items by embedding, of those that pass `filter`. Cosines of one model all lie close together, so they are
 * stretched: the best counts 1, the last that is looked at, or what is no more than chance, counts 0 (min-max scaling).
 */
export function embeddingsLegs(
  catalogue: Catalogue,
  ask: SearchRequest,
  near: NearItems | undefined,
  filter: Filter,
): ExtraLeg[] {
  const weight = near === undefined ? 0 : embeddingsWeight(ask)
  if (near === undefined || weight === 0) return []
  const { cosines, floor } = near(depth, (id) => {
    const item = catalogue.get(id)
    return item !== undefined && filter(item)
  })
  const all = [...cosines.values()]
  const least = all.length < depth ? floor : Math.min(...all)
  const range = Math.max(...all) - least
  if (!(range > 0)) return []
  const scores = new Map([...cosines].map(([id, cosine]) => [id, (cosine - least) / range]))
  return [{ name: 'embeddings', weight, scores, finds: true }]
}
