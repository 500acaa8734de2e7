import { basePath, type Call, calls, defaultMaxBodyBytes, type Scope, type ServiceName } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Upstream, UpstreamAnswer } from '@inkling/service-kit'
import { metrics } from '@inkling/telemetry'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { documentation } from '../domain/documentation.ts'
import { allowOrigins } from '../plugins/cross-origin.ts'
import { type AuthenticationOptions, identityOf } from '../plugins/identity.ts'

export interface ApiOptions {
  readonly upstreams: Readonly<Record<ServiceName, Upstream>>
  readonly authenticate: (scope: Scope, options: AuthenticationOptions) => onRequestAsyncHookHandler
  readonly corsOrigins: string
}

const timeoutMs = { least: 50, most: 30_000, usual: 10_000 }
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

/** Every public call of the contract, handed on to the service that owns it; that service validates. */
export async function apiRoute(
  app: FastifyInstance,
  { upstreams, authenticate, corsOrigins }: ApiOptions,
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
      handler: forward(upstreams[call.service], call),
    })
  }
}

function forward(upstream: Upstream, call: Call) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { tenantId, keyId, scopes } = identityOf(request)
    const deadline = new Deadline(clampTimeout(request.headers['request-timeout-ms']))
    const headers = pick(request.headers, requestHeaders)
    headers['x-request-id'] = request.id
    const { method, url: path, body } = request
    try {
      const answer = await upstream.send(
        { method, path, headers, body: body as Buffer | undefined, idempotent: call.idempotent },
        { principal: { tenantId, keyId, scopes }, deadline },
      )
      metrics.upstreamRequests.inc({ upstream: call.service, outcome: answer.status < 500 ? 'answered' : 'failed' })
      return pass(reply, answer)
    } catch (error) {
      metrics.upstreamRequests.inc({ upstream: call.service, outcome: 'unreachable' })
      throw error
    }
  }
}

function pass(reply: FastifyReply, { status, headers, body }: UpstreamAnswer): FastifyReply {
  // Beside what the gateway itself varies by.
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

/** The client's deadline, within bounds; what is not a number is taken as not given. */
function clampTimeout(header: string | string[] | undefined): number {
  const asked = typeof header === 'string' ? Number.parseInt(header, 10) : Number.NaN
  return Number.isNaN(asked) ? timeoutMs.usual : Math.min(timeoutMs.most, Math.max(timeoutMs.least, asked))
}
