import type { SearchRequest } from '@inkling/contracts'
import { type ExtraLeg, type Filter, querySyntax, type VectorIndex } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'

/** Finds the accepted items whose embeddings are most like that of the query, at most `limit`. */
export type NearItems = (limit: number, accept: (itemId: string) => boolean) => ReturnType<VectorIndex['nearest']>

/** What embeddings say about a query. */
export interface EmbeddingsAnswer {
  readonly near?: NearItems
  /** The missing parts. */
  readonly degraded: readonly string[]
}

/** How many of the nearest items are in the leg. */
const depth = 200
/**
 * The most that the nearest item gains, where the best item by words gains 1. That is two thirds of a convex
 * combination, in the middle of the weights that do well in Bruch, Gai and Ingber, ACM TOIS 42 (2023), for BM25 and
 * learned embeddings. It is not fitted on our data.
 */
const greatestWeight = 2

const word = /\S+/gu
const code = /\p{N}/u

/**
 * The weight of embeddings for a query. It falls with the share of words that are numbers, codes or identifiers. It is
 * 0, and the endpoint need not be asked, for a query of such words only, an empty query, an unfinished word, another
 * order than by score, and the modes `lexical` and `semantic`.
 */
export function embeddingsWeight({ q, prefix, sort, mode = 'auto' }: SearchRequest): number {
  const words = q.match(word) ?? []
  const order = querySyntax.parseSort(sort ?? 'score')
  const isRanked = order.ok && order.sort === undefined && (mode === 'auto' || mode === 'hybrid')
  if (!isRanked || prefix || words.length === 0) return 0
  return greatestWeight * (words.filter((text) => !code.test(text)).length / words.length)
}

/**
 * The leg of the nearest items that pass `filter`. Cosines of one model all lie close together, so they are scaled
 * (min-max): the nearest item counts 1. The last item, or an item no nearer than chance, counts 0.
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
