import { hash } from 'node:crypto'
import { type Answer, calls, type SuggestionRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { Deadline, inBackground } from '@inkling/resilience'
import { answering, type CacheUse, type Caller, cursors, implement, stepsAside } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { enrol } from '../domain/enrol.ts'
import type { Role } from '../domain/role.ts'
import type { Shadow } from '../domain/shadow.ts'
import { mostShown, packShown, shortHash, unpackShown } from '../domain/shown-items.ts'
import { type Suggestions, suggest } from '../domain/suggest.ts'
import type { SuggestionSources } from '../domain/suggestion-sources.ts'
import { passedOn } from './passed-on.ts'

export interface SuggestionsOptions {
  /** @param headers Those that all sources must know of the request. */
  readonly sourcesOf: (caller: Caller, headers: Readonly<Record<string, string>>) => SuggestionSources
  /** Suggestions that depend on nobody. */
  readonly kept: (
    tenantId: string,
    request: SuggestionRequest,
    suggest: () => Promise<Suggestions>,
    waitMs: number,
    isLoadHigh: boolean,
  ) => Promise<Suggestions & { readonly cache: CacheUse }>
  readonly receipts: ReceiptWriter
  /** Notes how an answer of an experiment was made. */
  readonly experimentLog: {
    observe(tenantId: string, role: () => Role | undefined, make: () => Promise<Suggestions>): Promise<Suggestions>
  }
  /** Lets challengers rank an answer that was given. Never rejects. */
  readonly shadowScorer: {
    score(tenantId: string, shadow: Shadow, by: (budgetMs: number) => SuggestionSources): Promise<void>
  }
  readonly secret: string
  /** A tenant got suggestions. */
  readonly noteAnswer: (tenantId: string) => void
  readonly random?: () => number
  /** As of `SuggestOptions`, for requests that do not ask to wait for a write. */
  readonly patienceMs: number
}

/** What a cursor holds: the request that it continues, and what was shown. */
interface ShownSoFar {
  readonly request: string
  readonly shown: string
}

const namesSomeone = ({ userId, sessionId }: SuggestionRequest) => userId !== undefined || sessionId !== undefined

/** How long suggestions may take that several requests wait for. */
const sharedMs = 5_000

export async function suggestionsRoute(
  app: FastifyInstance,
  {
    sourcesOf,
    kept,
    receipts,
    experimentLog,
    shadowScorer,
    noteAnswer,
    secret,
    patienceMs,
    random = Math.random,
  }: SuggestionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'suggestion', servedBy: 'learnedFusion', receipts, secret })

  implement(app, calls.suggest, ({ body, principal, request, reply, deadline }) => {
    const { tenantId } = principal
    const headers = passedOn(request)
    const mustWait = headers['consistency-token'] !== undefined
    const pages = pagesOf(secret, tenantId, body)
    const shown = pages.shownBefore(body.cursor)
    const isForAll = !namesSomeone(body) && !mustWait && headers.consent === undefined && body.cursor === undefined
    const options = {
      isLoadHigh: stepsAside(request, 'textSimilarity'),
      patienceMs: mustWait ? undefined : patienceMs,
      shown,
      random,
    }
    noteAnswer(tenantId)
    return answer(reply, { ...body, tenantId }, async () => {
      // Others may wait for the same suggestions, so they are not made within the deadline of this request.
      const caller = { principal, deadline: isForAll ? new Deadline(sharedMs) : deadline }
      const { sources, role } = enrol(sourcesOf(caller, headers), body)
      const make = () => suggest(sources, body, options)
      const made = isForAll
        ? await kept(tenantId, body, make, deadline.remainingMs, options.isLoadHigh)
        : await experimentLog.observe(tenantId, role, make)
      const { hasMore, shadow, ...suggestions } = made
      if (shadow && !options.isLoadHigh) {
        const by = (budgetMs: number) => sourcesOf({ principal, deadline: new Deadline(budgetMs) }, headers)
        inBackground(() => setImmediate(() => void shadowScorer.score(tenantId, shadow, by)))
      }
      const logged = withVisitor(suggestions.logged, principal)
      return { ...suggestions, logged, page: pages.pageOf(suggestions.data, shown, hasMore) }
    })
  })
}

const withVisitor = (logged: Suggestions['logged'], { visitor }: Caller['principal']): Suggestions['logged'] =>
  visitor === undefined ? logged : { ...logged, details: { ...logged.details, visitor } }

/** The pages of one list: a cursor remembers what its pages have shown, so that no item is shown twice. */
function pagesOf(secret: string, tenantId: string, { cursor: _cursor, limit: _limit, ...request }: SuggestionRequest) {
  const list = cursors<ShownSoFar>(secret, 'suggestions', tenantId)
  const requestHash = () => hash('sha256', JSON.stringify(request), 'base64url').slice(0, 16)
  return {
    /** @throws InklingError validation_failed for a cursor that was not given for this request */
    shownBefore(cursor: string | undefined): number[] {
      if (cursor === undefined) return []
      const { request: of, shown } = list.decode(cursor)
      if (of === requestHash()) return unpackShown(shown)
      throw new InklingError('validation_failed', 'The cursor belongs to another request', {
        errors: [
          { pointer: '/cursor', code: 'cursor', detail: 'Repeat the request that returned it, with its cursor' },
        ],
      })
    },
    pageOf(data: Answer['data'], before: readonly number[], hasMore: boolean) {
      const shown = [...before, ...data.map(({ itemId }) => shortHash(itemId))]
      if (!hasMore || data.length === 0 || shown.length >= mostShown) return { nextCursor: null, hasMore: false }
      return { nextCursor: list.encode({ request: requestHash(), shown: packShown(shown) }), hasMore: true }
    },
  }
}
