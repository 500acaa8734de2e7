import {
  type Answer,
  type Item,
  type LookedUp,
  type LookupRequest,
  type PredictionRequest,
  type SpeculationQuery,
  type SpeculationRule,
  type SpeculationRules,
  speculationDefaults,
} from '@inkling/contracts'
import { attempt } from './attempt.ts'
import { loadable } from './loadable.ts'
import { pageUrl } from './page-url.ts'

/** The sources of the rules. Each may fail. */
export interface SpeculationSources {
  predict(request: PredictionRequest): Promise<Answer>
  lookUp(request: LookupRequest): Promise<LookedUp>
  /** Those of the items whose page could not be prefetched lately. */
  failedAmong(itemIds: readonly string[]): Promise<readonly string[]>
}

export interface Speculation {
  readonly rules: SpeculationRules
  /** Services that did not answer, and what the prediction lacked. */
  readonly degraded: readonly string[]
}

/** The number of predicted items: an item without a page makes room for the next. */
const candidates = 100

export const noRules: SpeculationRules = { prefetch: [], prerender: [] }

/**
 * Rules for the pages that the user will probably open next. While a service is unavailable there are none: a page must
 * not fail for that. A page that acts, that the query excludes or whose loading failed is left out.
 * @param origin That of the page which asks, as browsers send it; pages of other origins are then left out.
 */
export async function speculate(
  sources: SpeculationSources,
  query: SpeculationQuery,
  origin?: string,
): Promise<Speculation> {
  const { minProbability, prerenderProbability, limit } = { ...speculationDefaults, ...query }
  const { userId, sessionId, itemId: open } = query
  const who = { ...(userId !== undefined && { userId }), ...(sessionId !== undefined && { sessionId }) }
  const predicted = await attempt('prediction', sources.predict({ ...who, limit: candidates, minProbability }))
  if ('missing' in predicted) return { rules: noRules, degraded: [predicted.missing] }
  const { data, receiptId, meta } = predicted.value
  const others = data.filter(({ itemId }) => itemId !== open)
  const [known, failed] = await Promise.all([
    attempt('search', lookUp(sources, others)),
    attempt('feedback', failedOf(sources, others)),
  ])
  if ('missing' in known) return { rules: noRules, degraded: [known.missing] }
  const unloadable = 'value' in failed ? failed.value : new Set()
  const mayLoad = loadable({ exclude: query.exclude, origin })
  const pages = others.flatMap(({ itemId, probability = 0 }) => {
    const item = known.value.get(itemId) ?? { id: itemId }
    const url = unloadable.has(itemId) ? undefined : pageUrl(item)
    return url !== undefined && mayLoad(url, item) ? [{ url, isLikely: probability >= prerenderProbability }] : []
  })
  const shown = pages.slice(0, limit)
  const prefetch = listed(shown.filter(({ isLikely }) => !isLikely))
  const prerender = listed(shown.filter(({ isLikely }) => isLikely))
  return {
    rules: { tag: receiptId, prefetch, prerender },
    degraded: [...(meta.degraded ?? []), ...('missing' in failed ? [failed.missing] : [])],
  }
}

async function lookUp(sources: SpeculationSources, predictions: Answer['data']): Promise<ReadonlyMap<string, Item>> {
  if (predictions.length === 0) return new Map()
  const { data } = await sources.lookUp({ itemIds: predictions.map(({ itemId }) => itemId) })
  return new Map(data.map((item) => [item.id, item]))
}

async function failedOf(sources: SpeculationSources, predictions: Answer['data']): Promise<ReadonlySet<string>> {
  if (predictions.length === 0) return new Set()
  return new Set(await sources.failedAmong(predictions.map(({ itemId }) => itemId)))
}

function listed(pages: readonly { readonly url: string }[]): SpeculationRule[] {
  const urls = [...new Set(pages.map(({ url }) => url))]
  return urls.length > 0 ? [{ source: 'list', urls, relative_to: 'document', eagerness: 'immediate' }] : []
}
