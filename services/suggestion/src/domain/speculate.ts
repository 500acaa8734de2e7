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
import { choosePrefetch } from '@inkling/learning'
import { attempt } from './attempt.ts'
import { loadable } from './loadable.ts'
import { pageUrl } from './page-url.ts'

/** The sources of the rules. Each may fail. */
export interface SpeculationSources {
  predict(request: PredictionRequest): Promise<Answer>
  lookUp(request: LookupRequest): Promise<LookedUp>
  /** The least probability with which a page is prefetched, if the request does not say. Never rejects. */
  threshold(): Promise<number>
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

/** A page that is as probable as the threshold is loaded, too. */
const justBelow = 1 - 1e-9

/**
 * Rules for the pages that the user will probably open next: those that promise most per share of the budget. While a
 * service is unavailable there are none: a page must not fail for that. A page that acts, that the query excludes or
 * whose loading failed is left out.
 * @param origin That of the page which asks, as browsers send it; pages of other origins are then left out.
 */
export async function speculate(
  sources: SpeculationSources,
  query: SpeculationQuery,
  origin?: string,
): Promise<Speculation> {
  const { prerenderProbability, limit } = { ...speculationDefaults, ...query }
  const { userId, sessionId, itemId: open, maxBytes } = query
  const minProbability = query.minProbability ?? (await sources.threshold())
  const who = { ...(userId !== undefined && { userId }), ...(sessionId !== undefined && { sessionId }) }
  // Of nobody, only the open page is known. Of someone, all that was used before it is known too.
  const recent = userId === undefined && sessionId === undefined && open !== undefined ? [open] : undefined
  const asked = { ...who, ...(recent && { recent }), limit: candidates, minProbability }
  const predicted = await attempt('prediction', sources.predict(asked))
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
  const pages = new Map<string, Page>()
  for (const { itemId, probability = 0 } of others) {
    const item: Described = known.value.get(itemId) ?? { id: itemId }
    const url = unloadable.has(itemId) ? undefined : pageUrl(item)
    if (url === undefined || pages.has(url) || !mayLoad(url, item)) continue
    pages.set(url, { url, itemId, probability, cost: minProbability * justBelow, sizeBytes: item.sizeBytes })
  }
  const shown = withinBudget([...pages.values()], limit, maxBytes)
  const isLikely = ({ probability }: Page) => probability >= prerenderProbability
  const prefetch = listed(shown.filter((page) => !isLikely(page)))
  const prerender = listed(shown.filter(isLikely))
  const items = Object.fromEntries(shown.map(({ url, itemId }) => [url, itemId]))
  return {
    rules: { tag: receiptId, prefetch, prerender, ...(shown.length > 0 && { items }) },
    degraded: [...(meta.degraded ?? []), ...('missing' in failed ? [failed.missing] : [])],
  }
}

type Described = Pick<Item, 'id'> & Partial<Item>

interface Page {
  readonly url: string
  readonly itemId: string
  readonly probability: number
  readonly cost: number
  readonly sizeBytes: number | undefined
}

/** Without a size, nobody knows whether a page fits into a budget of bytes. */
function withinBudget(pages: readonly Page[], requests: number, bytes: number | undefined): Page[] {
  const sized = pages.filter(({ sizeBytes }) => bytes === undefined || sizeBytes !== undefined)
  const candidates = sized.map(({ sizeBytes = 0, ...page }) => ({
    ...page,
    sizeBytes: bytes === undefined ? 0 : sizeBytes,
  }))
  const chosen = choosePrefetch(candidates, { requests, ...(bytes !== undefined && { bytes }) })
  return chosen.flatMap((index) => sized[index] ?? [])
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
  const urls = pages.map(({ url }) => url)
  return urls.length > 0 ? [{ source: 'list', urls, relative_to: 'document', eagerness: 'immediate' }] : []
}
