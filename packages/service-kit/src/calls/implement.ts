import {
  type Body,
  basePath,
  type Call,
  defaultMaxBodyBytes,
  type Params,
  type Query,
  type Reply,
} from '@inkling/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, callerOf } from './signed-requests.ts'

export interface CallRequest<C extends Call> extends Caller {
  readonly params: Params<C>
  readonly query: Query<C>
  /** In a bulk call, what was sent: to be read by a lineReader. */
  readonly body: C extends { readonly bulk: object } ? unknown : Body<C>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Serves a call of the contract: its path, its validation, and a handler of its types. */
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
      ...(call.query && { querystring: call.query }),
      ...(call.body && !call.bulk && { body: call.body }),
    },
    handler: (request, reply) => {
      const { params, query, body } = request
      if (call.mediaType) reply.type(call.mediaType)
      return handle({ ...callerOf(request), params, query, body, request, reply } as CallRequest<C>)
    },
  })
}
