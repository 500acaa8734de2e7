import type { RelatedItems, RelatedRequest, ScoredItems, SimilarRequest, SuggestionRequest } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { attempt } from './attempt.ts'
import type { Leg } from './candidates.ts'
import { pageWords } from './page-words.ts'

export interface CandidateSources {
  related(request: RelatedRequest): Promise<RelatedItems>
  similar(request: SimilarRequest): Promise<ScoredItems>
}

/** What the services that answered in time list. */
export interface Asked {
  readonly legs: readonly Leg[]
  /** The lowest epoch of those that answered. */
  readonly epoch: number
  /** The version of the model of each service that answered. */
  readonly models: Readonly<Record<string, string>>
  /** Services that did not answer, and what the answers of the others lack. */
  readonly missing: readonly string[]
}

export interface AskOptions {
  /** Items that read alike then step aside. */
  readonly isLoadHigh: boolean
  /** How long the answer of one service is waited for once there is another. */
  readonly patience: ((legs: readonly Promise<unknown>[]) => Promise<unknown>) | undefined
  /** The most items per source. */
  readonly limit: number
}

interface Answered {
  readonly service: string
  readonly leg: Leg
  readonly epoch: number
  readonly version?: string
  readonly degraded?: readonly string[]
}

/**
 * Asks the services for candidates, all at once.
 * @throws InklingError dependency_unavailable if no service answers; validation_failed for a filter with an error.
 */
export async function askSources(
  sources: CandidateSources,
  request: SuggestionRequest,
  { isLoadHigh, patience, limit }: AskOptions,
): Promise<Asked> {
  const { query, tags, page } = request.context
  // Words alone know what to suggest for words.
  const isWithoutWords = isLoadHigh && query === undefined && tags === undefined && page === undefined
  const asked = {
    prediction: behaviour(sources, request, limit),
    ...(!isWithoutWords && { search: words(sources, request, limit) }),
  }
  const over = patience?.(Object.values(asked))
  const attempts = await Promise.all(Object.entries(asked).map(([name, leg]) => attempt(name, leg, over)))
  if (isWithoutWords && !attempts.some((one) => 'value' in one))
    attempts.push(await attempt('search', words(sources, request, limit)))
  const answers = attempts.flatMap((one) => ('value' in one ? [one.value] : []))
  if (answers.length === 0)
    throw new InklingError('dependency_unavailable', 'Suggestions are not available; try again shortly', {
      retryAfterSeconds: 2,
    })
  return {
    legs: answers.map(({ leg }) => leg),
    epoch: Math.min(...answers.map(({ epoch }) => epoch)),
    models: Object.fromEntries(answers.flatMap(({ service, version }) => (version ? [[service, version]] : []))),
    missing: [
      ...attempts.flatMap((one) => ('missing' in one ? [one.missing] : [])),
      ...answers.flatMap(({ degraded = [] }) => degraded),
      ...(isWithoutWords ? ['load'] : []),
    ],
  }
}

async function behaviour(sources: CandidateSources, request: SuggestionRequest, limit: number): Promise<Answered> {
  const { context, userId, sessionId } = request
  const { itemIds, scores, ...answer } = await sources.related({
    itemIds: context.itemIds ?? [],
    ...(userId !== undefined && { userId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(context.at !== undefined && { at: context.at }),
    limit,
  })
  return { service: 'prediction', leg: { itemIds, scores }, ...answer }
}

async function words(sources: CandidateSources, request: SuggestionRequest, limit: number): Promise<Answered> {
  const { context, exclude, filter } = request
  const text = [context.query, ...pageWords(context.page)].filter(Boolean).join(' ')
  const { data, ...answer } = await sources.similar({
    ...(context.itemIds && { itemIds: context.itemIds }),
    ...(text !== '' && { text }),
    ...(context.tags && { tags: context.tags }),
    ...(exclude && { exclude }),
    ...(filter !== undefined && { filter }),
    limit,
  })
  const scores = { textSimilarity: data.map(({ score }) => score) }
  return { service: 'search', leg: { itemIds: data.map(({ itemId }) => itemId), scores }, ...answer }
}
