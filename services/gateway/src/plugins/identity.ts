import { type Call, publishableScopes, type Scope } from '@inkling/contracts'
import { isInForce, readKey } from '@inkling/contracts/api-key'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { authenticationMetrics } from '@inkling/telemetry'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KeyCache } from '../adapters/key-cache.ts'
import { deadlineFrom, requestDeadline } from './request-deadline.ts'
import { type Identity, requestIdentity } from './request-identity.ts'

/**
 * Counts a request against the limit of its tenant (of its address if it has no identity), and against the limit of its
 * call if there is one. @throws InklingError rate_limited
 */
export type Admit = (request: FastifyRequest, reply: FastifyReply, limit: Call['limit']) => Promise<void>

export interface AuthenticationParts {
  readonly keys: KeyCache
  readonly admit: Admit
  readonly metrics: ReturnType<typeof authenticationMetrics>
}

export interface AuthenticationOptions {
  /** Whether the call also takes its key in the query. */
  readonly isKeyInQuery?: boolean
  readonly limit?: Call['limit']
}

/**
 * Returns hooks for the routes of `app`. A hook accepts a request if its key is valid and has `scope`, and counts it
 * against its limits. A key that is wrong, expired or revoked and the key of a suspended tenant get the same answer.
 *
 * The request's deadline counts from here: also while Postgres hangs, a request is answered by then.
 *
 * A key in the query is for browsers that can send no header. It must be publishable, because URLs are kept in logs and
 * histories.
 */
export function authentication(app: FastifyInstance, { keys, admit, metrics }: AuthenticationParts) {
  requestIdentity.declare(app)
  requestDeadline.declare(app)
  return (scope: Scope, { isKeyInQuery = false, limit }: AuthenticationOptions = {}) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const deadline = deadlineFrom(request.headers['request-timeout-ms'])
      requestDeadline.set(request, deadline)
      const identity = await identify(keys, request, deadline, isKeyInQuery)
      metrics.attempts.inc({ outcome: identity ? 'accepted' : 'refused' })
      if (identity) requestIdentity.set(request, identity)
      await admit(request, reply, limit)
      if (!identity) throw new InklingError('unauthenticated', 'Send a valid key as Authorization: Bearer ink_…')
      if (!identity.scopes.includes(scope))
        throw new InklingError('forbidden_scope', `This call needs the scope ${scope}`)
    }
}

async function identify(
  keys: KeyCache,
  { headers, query }: FastifyRequest,
  deadline: Deadline,
  isKeyInQuery: boolean,
): Promise<Identity | undefined> {
  const inHeader = readKey(headers.authorization, headers['x-api-key'])
  const { key } = query as { key?: unknown }
  const inQuery = isKeyInQuery && !inHeader && typeof key === 'string' ? readKey(undefined, key) : undefined
  const presented = inHeader ?? inQuery
  const stored = presented && (await keys.find(presented.id, deadline))
  const mayBeThere = !inQuery || stored?.scopes.every((scope) => publishableScopes.includes(scope))
  const valid = presented && stored && mayBeThere && isInForce(presented, stored, Date.now())
  return valid ? { tenantId: stored.tenantId, keyId: stored.id, scopes: stored.scopes, plan: stored.plan } : undefined
}
