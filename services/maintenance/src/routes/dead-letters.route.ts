import { calls, type DeadLetter, type Scope } from '@inkling/contracts'
import type { DeadLetterFilter, DeadLetterKey, DeadLetterRow } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

/** The runs that failed for good, as their tenant sees them, or an operator, who sees those of all tenants. */
export interface DeadLetters {
  /** At most `limit` dead letters that stand after `before` in the list. */
  list(
    caller: Caller,
    isOperator: boolean,
    filter: DeadLetterFilter,
    before: DeadLetterKey | undefined,
    limit: number,
  ): Promise<DeadLetterRow[]>
  /** Returns how many were replayed, at most `most`. */
  replay(
    caller: Caller,
    isOperator: boolean,
    filter: DeadLetterFilter,
    speed: { readonly perSecond: number; readonly most: number },
  ): Promise<number>
  discard(caller: Caller, isOperator: boolean, filter: DeadLetterFilter): Promise<number>
}

export interface DeadLettersOptions {
  readonly deadLetters: DeadLetters
  readonly secret: string
}

const defaultLimit = 50
const defaultPerSecond = 10
const mostReplayed = 10_000

export async function deadLettersRoute(app: FastifyInstance, { deadLetters, secret }: DeadLettersOptions) {
  implement(app, calls.listDeadLetters, async ({ query, ...caller }) => {
    const isOperator = has(caller, 'ops:read')
    const cursor = cursors<DeadLetterKey>(secret, 'dead letters', isOperator ? '' : caller.principal.tenantId)
    const { cursor: after, limit = defaultLimit, ...filter } = query
    const before = after ? cursor.decode(after) : undefined
    const found = await deadLetters.list(caller, isOperator, filterOf(filter), before, limit + 1)
    const page = cursor.page(found, limit, ({ failedAt, tenantId, id }) => ({
      ...{ failedAt: failedAt.toISOString(), tenantId, id },
    }))
    return { ...page, data: page.data.map((row) => letterOf(row, isOperator)) }
  })

  implement(app, calls.replayDeadLetters, async ({ body, ...call }) => {
    const { perSecond = defaultPerSecond, ...filter } = body
    const speed = { perSecond, most: mostReplayed }
    const startMs = Date.now()
    const count = await deadLetters.replay(call, has(call, 'ops:write'), choiceOf(filter), speed)
    audit(call, 'dead letters replayed', { ...body, count })
    call.reply.status(202)
    const lastMs = startMs + Math.floor((count - 1) / perSecond) * 1_000
    return { count, hasMore: count === mostReplayed, lastBeginsAt: count > 0 ? new Date(lastMs).toISOString() : null }
  })

  implement(app, calls.discardDeadLetters, async ({ body, ...call }) => {
    const count = await deadLetters.discard(call, has(call, 'ops:write'), choiceOf(body))
    audit(call, 'dead letters discarded', { ...body, count })
    return { count }
  })
}

const has = ({ principal }: Caller, scope: Scope): boolean => principal.scopes.includes(scope)

const filterOf = <F extends { readonly since?: string | undefined }>({ since, ...filter }: F) => ({
  ...filter,
  since: since === undefined ? undefined : new Date(since),
})

/** @throws InklingError validation_failed if it chooses all dead letters, which nobody does on purpose */
function choiceOf(given: Omit<DeadLetterFilter, 'since'> & { readonly since?: string | undefined }): DeadLetterFilter {
  if (Object.values(given).some((value) => value !== undefined)) return filterOf(given)
  const detail = 'Say which dead letters: by ids, kind, tenantId or since'
  throw new InklingError('validation_failed', detail, { errors: [{ pointer: '', code: 'required', detail }] })
}

const letterOf = ({ createdAt, failedAt, error, stack, ...row }: DeadLetterRow, isOperator: boolean): DeadLetter => ({
  ...row,
  error: error ?? '',
  ...(isOperator && { stack }),
  createdAt: createdAt.toISOString(),
  failedAt: failedAt.toISOString(),
})
