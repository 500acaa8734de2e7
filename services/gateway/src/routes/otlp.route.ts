import type { Scope } from '@inkling/contracts'
import { traceStoreToken, type Upstream } from '@inkling/service-kit'
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import { Type } from 'typebox'
import { requestIdentity } from '../plugins/request-identity.ts'
import { type AskingOptions, askService } from './ask-service.ts'
import { pass, pick } from './pass-answer.ts'

export interface OtlpOptions extends AskingOptions {
  readonly authenticate: (oneOf: readonly Scope[]) => onRequestAsyncHookHandler
  readonly maintenance: Upstream
}

const maxBodyBytes = 8 * 1024 * 1024

/**
 * Passes spans of a customer's services on to the trace store, as OTLP over HTTP. They belong to the tenant of the key,
 * whatever they say.
 */
export async function otlpRoute(app: FastifyInstance, { authenticate, maintenance, ...asking }: OtlpOptions) {
  const authorization = `Bearer ${traceStoreToken(asking.secret)}`
  const ask = askService(maintenance, { idempotent: true, priority: 'background', route: '/v1/traces' }, asking)
  app.addContentTypeParser(
    ['application/json', 'application/x-protobuf'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  app.post('/v1/traces', {
    // No byte at all is a message of protobuf, too.
    schema: { hide: true, body: Type.Unknown() },
    bodyLimit: maxBodyBytes,
    onRequest: authenticate(['traces:write', 'ops:write']),
    handler: async (request, reply) => {
      const tenant = encodeURIComponent(requestIdentity.get(request).tenantId)
      const given = { ...pick(request.headers, ['content-type']), authorization, 'inkling-span-tenant': tenant }
      return pass(reply, await ask(request, { given }))
    },
  })
}
