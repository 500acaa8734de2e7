import type {
  Item,
  LookupRequest,
  PredictionRequest,
  Ranked,
  RelatedRequest,
  ScoredItems,
  SimilarRequest,
  SuggestionRequest,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { attempt } from './attempt.ts'
import { type FusedItem, fuseLegs, type Leg } from './fuse-legs.ts'
import { sinkDismissed } from './sink-dismissed.ts'

/** The sources of suggestions. Each may fail while the others answer. */
export interface SuggestionSources {
  related(request: RelatedRequest): Promise<ScoredItems>
  predicted(request: PredictionRequest): Promise<ScoredItems>
  similar(request: SimilarRequest): Promise<ScoredItems>
  lookUp(request: LookupRequest): Promise<readonly Item[]>
  dismissedBy(who: Who): Promise<readonly string[]>
}

type Who = Pick<PredictionRequest, 'userId' | 'sessionId'>

export interface Suggestions {
  readonly data: Ranked[]
  /** Services that did not answer, and what the answers of the others lack. */
  readonly degraded: readonly string[]
  /** The lowest epoch of the sources that answered. */
  readonly epoch: number
}

export interface SuggestOptions {
  /** Items that read alike then step aside. */
  readonly isLoadHigh?: boolean
  /**
   * How long an answer waits for a leg that it can do without, and half as long for the descriptions of its items. As
   * long as its sources take, if absent.
   */
  readonly patienceMs?: number | undefined
}

type Answered = Leg & Omit<ScoredItems, 'data'>

/** Without a user or session, behaviour is only popularity, which counts little against matching words. */
const weights = { behaviour: 0.6, popularity: 0.05, words: 0.4 }
/** The largest limit of a request. */
const candidates = 100
const defaultLimit = 10

/**
 * Suggests items that go with the context: items that were used together with its items (without items: the user's
 * probable next items), and items that read alike. Answers also while one of the services is unavailable or slow.
 * @throws InklingError dependency_unavailable if no service answers; validation_failed for a filter with an error.
 */
export async function suggest(
  sources: SuggestionSources,
  request: SuggestionRequest,
  { isLoadHigh = false, patienceMs }: SuggestOptions = {},
): Promise<Suggestions> {
  // Words alone know what to suggest for words.
  const isWithoutWords = isLoadHigh && request.context.query === undefined && request.context.tags === undefined
  const asked = {
    prediction: behaviour(sources, request),
    ...(!isWithoutWords && { search: words(sources, request) }),
  }
  const patience = patienceMs === undefined ? undefined : enough(Object.values(asked), patienceMs)
  const [dismissed, ...attempts] = await Promise.all([
    attempt('feedback', dismissedItems(sources, request), patience),
    ...Object.entries(asked).map(([name, leg]) => attempt(name, leg, patience)),
  ])
  if (isWithoutWords && !attempts.some((one) => 'value' in one))
    attempts.push(await attempt('search', words(sources, request)))
  const legs = attempts.flatMap((one) => ('value' in one ? [one.value] : []))
  if (legs.length === 0)
    throw new InklingError('dependency_unavailable', 'Suggestions are not available; try again shortly', {
      retryAfterSeconds: 2,
    })
  const excluded = new Set([...(request.context.itemIds ?? []), ...(request.exclude ?? [])])
  const fused = sinkDismissed(fuseLegs(legs), new Set('value' in dismissed ? dismissed.value : []))
    .filter(({ itemId }) => !excluded.has(itemId))
    .slice(0, candidates)
  // What a filter lets through only search knows.
  const isOptional = patienceMs !== undefined && request.filter === undefined
  const items = await attempt('search', known(sources, request, fused), isOptional ? wait(patienceMs / 2) : undefined)
  const unanswered = [dismissed, ...attempts, items].flatMap((one) => ('missing' in one ? [one.missing] : []))
  const steppedAside = isWithoutWords ? ['load'] : []
  const missing = new Set([...unanswered, ...legs.flatMap(({ degraded = [] }) => degraded), ...steppedAside])
  return {
    data: present(request, fused, 'value' in items ? items.value : undefined),
    degraded: [...missing],
    epoch: Math.min(...legs.map(({ epoch }) => epoch)),
  }
}

const wait = (milliseconds: number) => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref())

/** Resolves when the patience is over and a leg has answered: a tenant whose models are being loaded waits for one. */
const enough = (legs: readonly Promise<unknown>[], patienceMs: number) =>
  Promise.all([Promise.any(legs), wait(patienceMs)]).catch(() => {})

async function behaviour(
  sources: SuggestionSources,
  { context, userId, sessionId }: SuggestionRequest,
): Promise<Answered> {
  if (context.itemIds && context.itemIds.length > 0) {
    const { data, ...answer } = await sources.related({ itemIds: context.itemIds, limit: candidates })
    return { model: 'coOccurrence', weight: weights.behaviour, items: data, ...answer }
  }
  const who = whoOf({ userId, sessionId })
  const { data, ...answer } = await sources.predicted({ ...who, limit: candidates })
  const isNamed = Object.keys(who).length > 0
  return { model: 'nextItem', weight: isNamed ? weights.behaviour : weights.popularity, items: data, ...answer }
}

const whoOf = ({ userId, sessionId }: { [K in keyof Who]: Who[K] | undefined }): Who => ({
  ...(userId !== undefined && { userId }),
  ...(sessionId !== undefined && { sessionId }),
})

/** An answer to nobody waits for no feedback. */
async function dismissedItems(sources: SuggestionSources, request: SuggestionRequest): Promise<readonly string[]> {
  const who = whoOf(request)
  return Object.keys(who).length > 0 ? sources.dismissedBy(who) : []
}

async function words(sources: SuggestionSources, { context, exclude, filter }: SuggestionRequest): Promise<Answered> {
  const { data, ...answer } = await sources.similar({
    ...(context.itemIds && { itemIds: context.itemIds }),
    ...(context.query !== undefined && { text: context.query }),
    ...(context.tags && { tags: context.tags }),
    ...(exclude && { exclude }),
    ...(filter !== undefined && { filter }),
    limit: candidates,
  })
  return { model: 'textSimilarity', weight: weights.words, items: data, ...answer }
}

async function known(
  sources: SuggestionSources,
  { filter }: SuggestionRequest,
  fused: readonly FusedItem[],
): Promise<ReadonlyMap<string, Item>> {
  const itemIds = fused.map(({ itemId }) => itemId)
  const items = await sources.lookUp({ itemIds, ...(filter !== undefined && { filter }) })
  return new Map(items.map((item) => [item.id, item]))
}

/**
 * With a filter, an item that it cannot be checked on is left out. Without one, items that were never described are
 * shown too.
 */
function present(
  { limit = defaultLimit, explain, filter }: SuggestionRequest,
  fused: readonly FusedItem[],
  items: ReadonlyMap<string, Item> = new Map(),
): Ranked[] {
  const shown = filter === undefined ? fused : fused.filter(({ itemId }) => items.has(itemId))
  return shown.slice(0, limit).map(({ itemId, score, reasons }) => {
    const item = items.get(itemId)
    return { itemId, score, ...(item && { item }), ...(explain && { reasons }) }
  })
}
