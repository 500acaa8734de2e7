import { basePath, type Call, calls, defaultMaxBodyBytes, type Scope, type ServiceName } from '@inkling/contracts'
import type { Upstream } from '@inkling/service-kit'
import type { upstreamMetrics } from '@inkling/telemetry'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { documentation } from '../domain/documentation.ts'
import { allowOrigins } from '../plugins/cross-origin.ts'
import type { AuthenticationOptions } from '../plugins/identity.ts'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { requestIdentity } from '../plugins/request-identity.ts'

export interface ApiOptions {
  readonly upstreams: Readonly<Record<ServiceName, Upstream>>
  readonly authenticate: (scope: Scope, options: AuthenticationOptions) => onRequestAsyncHookHandler
  readonly corsOrigins: string
  readonly metrics: ReturnType<typeof upstreamMetrics>
}

const requestHeaders = ['content-type', 'if-match', 'if-none-match', 'consistency-token', 'save-data', 'sec-purpose']
const answerHeaders = [
  'content-type',
  'etag',
  'location',
  'cache-control',
  'consistency-token',
  'retry-after',
  'degraded',
  'server-timing',
]

/** Serves every public call of the contract. It forwards each to the service that owns it; that service validates. */
export async function apiRoute(
  app: FastifyInstance,
  { upstreams, authenticate, corsOrigins, metrics }: ApiOptions,
): Promise<void> {
  await allowOrigins(app, corsOrigins)
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json', 'application/x-ndjson'],
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => body,
  )
  app.setValidatorCompiler(() => () => true)
  for (const call of Object.values<Call>(calls)) {
    if (!call.scope) continue
    app.route({
      method: call.method,
      url: basePath + call.path,
      bodyLimit: call.maxBodyBytes ?? defaultMaxBodyBytes,
      schema: documentation(call),
      onRequest: authenticate(call.scope, {
        isKeyInQuery: 'key' in (call.query?.properties ?? {}),
        limit: call.limit,
      }),
      handler: forward(upstreams[call.service], call, metrics),
    })
  }
}

function forward(upstream: Upstream, call: Call, metrics: ApiOptions['metrics']) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { tenantId, keyId, scopes } = requestIdentity.get(request)
    const deadline = requestDeadline.get(request)
    const headers = pick(request.headers, requestHeaders)
    headers['x-request-id'] = request.id
    const { method, url: path, body } = request
    try {
      const answer = await upstream.send(
        { method, path, headers, body: body as Buffer | undefined, idempotent: call.idempotent },
        { principal: { tenantId, keyId, scopes }, deadline },
      )
      metrics.requests.inc({ upstream: call.service, outcome: answer.status < 500 ? 'answered' : 'failed' })
      return pass(reply, answer)
    } catch (error) {
      metrics.requests.inc({ upstream: call.service, outcome: 'unreachable' })
      throw error
    }
  }
}

type UpstreamAnswer = Awaited<ReturnType<Upstream['send']>>

function pass(reply: FastifyReply, { status, headers, body }: UpstreamAnswer): FastifyReply {
  // The gateway has its own fields to vary by; the service's are added to them.
  const vary = [reply.getHeader('vary'), headers.vary].filter(Boolean).join(', ')
  return reply
    .status(status)
    .headers({ ...pick(headers, answerHeaders), ...(vary && { vary }) })
    .send(body.length > 0 ? body : undefined)
}

function pick(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (typeof value === 'string') picked[name] = value
  }
  return picked
}
