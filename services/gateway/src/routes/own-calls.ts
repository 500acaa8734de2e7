import { type Body, basePath, type Call, type Params, type Query, type Reply, type Scope } from '@inkling/contracts'
import { refusesConsent } from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { documentation } from '../domain/documentation.ts'

export type Authenticate = (scope: Scope) => onRequestAsyncHookHandler

export interface OwnCallRequest<C extends Call> {
  readonly params: Params<C>
  readonly query: Query<C>
  readonly body: Body<C>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Adds the route of a call that the gateway answers itself. It is validated by the schemas that document it. */
export function serveCall<C extends Call & { readonly scope: Scope }>(
  app: FastifyInstance,
  call: C,
  authenticate: Authenticate,
  handle: (request: OwnCallRequest<C>) => Promise<Reply<C>>,
): void {
  app.route({
    method: call.method,
    url: basePath + call.path,
    schema: documentation(call),
    onRequest: [
      authenticate(call.scope),
      async (request) => {
        refusesConsent(request)
      },
    ],
    handler: (request, reply) =>
      handle({
        params: request.params as Params<C>,
        query: request.query as Query<C>,
        body: request.body as Body<C>,
        request,
        reply,
      }),
  })
}
