import { type Call, type Plan, publishableScopes, type Scope } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Principal } from '@inkling/service-kit'
import { metrics } from '@inkling/telemetry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KeyCache } from '../adapters/key-cache.ts'
import { isInForce, readKey } from '../domain/api-key.ts'

export interface Identity extends Principal {
  readonly plan: Plan
}

const identities = new WeakMap<FastifyRequest, Identity>()

/** Who is asking; only behind a hook of {@link authentication}. */
export function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request)
  if (!identity)
    throw new InklingError('internal', 'Something went wrong on our side', { internal: 'route is not authenticated' })
  return identity
}

/** Counts a request against its limits: the tenant's or address's, and that of its call if it has one. @throws InklingError rate_limited */
export type Admit = (
  request: FastifyRequest,
  reply: FastifyReply,
  identity: Identity | undefined,
  limit: Call['limit'],
) => Promise<void>

export interface AuthenticationOptions {
  readonly isKeyInQuery?: boolean
  readonly limit?: Call['limit']
}

/**
 * A hook that lets in requests with a valid key that has `scope`, and counts each against its limits. A wrong, expired, revoked
 * or suspended key all look the same from outside.
 *
 * Where a call takes its key in the query, for browsers that can send no header, it must be a publishable one: addresses end
 * up in logs and histories.
 */
export function authentication(keys: KeyCache, admit: Admit) {
  return (scope: Scope, { isKeyInQuery = false, limit }: AuthenticationOptions = {}) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const identity = await identify(keys, request, isKeyInQuery)
      await admit(request, reply, identity, limit)
      if (!identity) throw new InklingError('unauthenticated', 'Send a valid key as Authorization: Bearer ink_…')
      if (!identity.scopes.includes(scope))
        throw new InklingError('forbidden_scope', `This call needs the scope ${scope}`)
      identities.set(request, identity)
    }
}

async function identify(
  keys: KeyCache,
  { headers, query }: FastifyRequest,
  isKeyInQuery: boolean,
): Promise<Identity | undefined> {
  const inHeader = readKey(headers.authorization, headers['x-api-key'])
  const { key } = query as { key?: unknown }
  const inQuery = isKeyInQuery && !inHeader && typeof key === 'string' ? readKey(undefined, key) : undefined
  const presented = inHeader ?? inQuery
  const stored = presented && (await keys.find(presented.id))
  const mayBeThere = !inQuery || stored?.scopes.every((scope) => publishableScopes.includes(scope))
  const valid = presented && stored && mayBeThere && isInForce(presented, stored, Date.now())
  metrics.authentications.inc({ outcome: valid ? 'accepted' : 'refused' })
  return valid ? { tenantId: stored.tenantId, keyId: stored.id, scopes: stored.scopes, plan: stored.plan } : undefined
}
