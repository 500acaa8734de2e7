import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { parseJsonBodies } from '../server/create-server.ts'
import type { Principal } from './principal.ts'
import { contextHeader, digest, type RequestContext, verifyRequest } from './request-signature.ts'

/** Facts about a request that was signed by another of our services. */
export interface Caller {
  readonly principal: Principal
  readonly deadline: Deadline
}

const callers = new WeakMap<FastifyRequest, Caller>()
const contexts = new WeakMap<FastifyRequest, RequestContext>()

/** Who is asking, and until when; only inside routes that {@link signedRequests} guards. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request)
  if (!caller)
    throw new InklingError('internal', 'Something went wrong on our side', {
      internal: 'route is not behind signedRequests',
    })
  return caller
}

/** Lets in only what the gateway or another service signed, body included. */
export const signedRequests = fp(
  async (app: FastifyInstance, { secret }: { secret: string }) => {
    app.addHook('onRequest', async (request) => {
      // By its route: a path may be spelled with escapes that the router understands.
      if (!(request.routeOptions.url ?? request.url).startsWith('/api/')) return
      const context = verifyRequest(secret, request.method, request.url, request.headers[contextHeader], Date.now())
      contexts.set(request, context)
      callers.set(request, { principal: context.principal, deadline: new Deadline(context.timeoutMs) })
    })
    parseJsonBodies(app, (request, body) => {
      if (contexts.get(request)?.bodyDigest !== digest(body))
        throw new InklingError('unauthenticated', 'This service answers only the gateway and other services', {
          internal: 'body digest differs',
        })
    })
  },
  { name: 'signed-requests' },
)
