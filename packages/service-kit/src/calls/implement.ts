import {
  type Body,
  basePath,
  type Call,
  defaultMaxBodyBytes,
  noQuery,
  type Params,
  type Query,
  type Reply,
  type Scope,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { bindToken } from './bind-token.ts'
import { refusesConsent, withoutPerson } from './consent.ts'
import type { Principal } from './principal.ts'
import { type Caller, callerOf } from './signed-requests.ts'

export interface CallRequest<C extends Call> extends Caller {
  readonly params: Params<C>
  readonly query: Query<C>
  /** In a bulk call, the body as it was sent; read it with a lineReader. */
  readonly body: C extends { readonly bulk: object } ? unknown : Body<C>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/**
 * Adds the route of a call: the contract gives its path, its validation and the types of its handler. The service
 * checks the scope again, so that a fault of the gateway alone opens no call.
 *
 * If the request refuses consent, the handler gets its query and body without user and session. The lines of a bulk
 * call stay as they are: its handler stores none of them.
 *
 * If a token speaks for one user or has a filter, the handler gets its query and body with them; see {@link bindToken}.
 */
export function implement<C extends Call>(
  app: FastifyInstance,
  call: C,
  handle: (request: CallRequest<C>) => Promise<Reply<C>>,
): void {
  app.route({
    method: call.method,
    url: basePath + call.path,
    bodyLimit: call.maxBodyBytes ?? defaultMaxBodyBytes,
    schema: {
      ...(call.params && { params: call.params }),
      querystring: call.query ?? noQuery,
      // The lines of a bulk call are validated one by one.
      ...(call.body && { body: call.bulk ? Type.Unknown() : call.body }),
    },
    onRequest: (request, _reply, done) => {
      requireScope(callerOf(request).principal, call.scope)
      refusesConsent(request)
      done()
    },
    handler: (request, reply) => {
      const { params } = request
      const { principal, deadline, executionId, isHome } = callerOf(request)
      const isRefused = refusesConsent(request)
      const given = {
        query: bindToken(request.query, call.query, principal),
        body: bindToken(request.body, call.body, principal),
      }
      const query = isRefused ? withoutPerson(given.query) : given.query
      const body = isRefused && !call.bulk ? withoutPerson(given.body) : given.body
      if (call.mediaType) reply.type(call.mediaType)
      return handle({ principal, deadline, executionId, isHome, params, query, body, request, reply } as CallRequest<C>)
    },
  })
}

function requireScope({ scopes }: Principal, scope: Scope | undefined): void {
  if (scope && !scopes.includes(scope))
    throw new InklingError('forbidden_scope', `This call needs the scope ${scope}`, {
      internal: `the signed request lacks the scope ${scope}`,
    })
}
