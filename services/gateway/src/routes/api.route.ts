import {
  basePath,
  type Call,
  calls,
  defaultMaxBodyBytes,
  type Scope,
  type ServiceName,
  takesIdempotencyKey,
} from '@inkling/contracts'
import { type LoadMonitor, loadLevelHeaders, toldPressure, type Upstream } from '@inkling/service-kit'
import type { upstreamMetrics } from '@inkling/telemetry'
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  onRequestHookHandler,
} from 'fastify'
import { documentation } from '../domain/documentation.ts'
import { compressFromBytes } from '../plugins/compression.ts'
import { answerPreflights } from '../plugins/cross-origin.ts'
import type { ExecuteOnce } from '../plugins/idempotency.ts'
import type { AuthenticationOptions } from '../plugins/identity.ts'
import type { Limits } from '../plugins/rate-limits.ts'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { requestIdentity } from '../plugins/request-identity.ts'

export interface ApiOptions {
  readonly upstreams: Readonly<Record<ServiceName, Upstream>>
  readonly authenticate: (scope: Scope, options: AuthenticationOptions) => onRequestAsyncHookHandler
  readonly executeOnce: ExecuteOnce
  readonly limits: Pick<Limits, 'admitLines' | 'admitUser'>
  /** Returns the hook that refuses a call while there is too much work. */
  readonly shed: (call: Call) => onRequestHookHandler
  readonly load: Pick<LoadMonitor, 'level' | 'forced' | 'hear'>
  readonly metrics: ReturnType<typeof upstreamMetrics>
}

const requestHeaders = [
  'consent',
  'consistency-token',
  'content-type',
  'if-match',
  'if-none-match',
  'origin',
  'save-data',
  'sec-purpose',
  'user-agent',
]
const answerHeaders = [
  'content-type',
  'etag',
  'location',
  'cache-control',
  'consistency-token',
  'retry-after',
  'degraded',
  'server-timing',
  'idempotent-replayed',
]

/** Serves every public call of the contract. It forwards each to the service that owns it; that service validates. */
export async function apiRoute(
  app: FastifyInstance,
  { upstreams, authenticate, executeOnce, limits, shed, load, metrics }: ApiOptions,
): Promise<void> {
  answerPreflights(app)
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json', 'application/x-ndjson'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  app.setValidatorCompiler(() => () => true)
  for (const call of Object.values<Call>(calls)) {
    if (!call.scope || call.service === 'gateway' || call.service === 'every') continue
    const route = {
      url: basePath + call.path,
      bodyLimit: call.maxBodyBytes ?? defaultMaxBodyBytes,
      onRequest: [
        authenticate(call.scope, {
          isKeyInQuery: 'key' in (call.query?.properties ?? {}),
          limit: call.limit,
          priority: call.priority,
        }),
        shed(call),
      ],
      preHandler: async (request: FastifyRequest, reply: FastifyReply) =>
        call.bulk ? limits.admitLines(request, reply) : limits.admitUser(request, reply, call),
      handler: forward(upstreams[call.service], call, { load, metrics, executeOnce }),
    }
    app.route({ ...route, method: call.method, schema: documentation(call), exposeHeadRoute: false })
    if (call.method === 'GET') app.route({ ...route, method: 'HEAD', schema: { hide: true } })
  }
}

function forward(
  upstream: Upstream,
  call: Call,
  { load, metrics, executeOnce }: Pick<ApiOptions, 'load' | 'metrics' | 'executeOnce'>,
) {
  const { idempotent, priority } = call
  const isKeyed = takesIdempotencyKey(call)
  const requests = (outcome: string) => metrics.requests.labels({ upstream: upstream.policy.name, outcome })
  const [answered, failed, unreachable] = [requests('answered'), requests('failed'), requests('unreachable')]

  async function ask(request: FastifyRequest, executionId?: string): Promise<UpstreamAnswer> {
    const { tenantId, keyId, scopes } = requestIdentity.get(request)
    const deadline = requestDeadline.get(request)
    const headers = { ...pick(request.headers, requestHeaders), ...loadLevelHeaders(load), 'x-request-id': request.id }
    // The service answers HEAD as GET, so that the answer has the length of the body that it leaves out.
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const { url: path, body } = request
    const caller = { principal: { tenantId, keyId, scopes }, deadline, executionId }
    try {
      const answer = await upstream.send(
        { method, path, headers, body: body as Buffer | undefined, idempotent, priority },
        caller,
      )
      load.hear(upstream.policy.name, toldPressure(answer.headers) ?? 0)
      const outcome = answer.status < 500 ? answered : failed
      outcome.inc()
      return answer
    } catch (error) {
      unreachable.inc()
      throw error
    }
  }

  return async (request: FastifyRequest, reply: FastifyReply) => {
    const execute = (executionId?: string) => ask(request, executionId)
    return pass(reply, isKeyed ? await executeOnce(request, reply, execute) : await execute())
  }
}

type UpstreamAnswer = Awaited<ReturnType<Upstream['send']>>

/**
 * Passes an answer on. HEAD gets the length that the body of GET has; it gets none where GET may be compressed, because
 * that length is not known.
 */
function pass(reply: FastifyReply, { status, headers, body }: UpstreamAnswer): FastifyReply {
  // The gateway has its own fields to vary by; the service's are added to them.
  const vary = [reply.getHeader('vary'), headers.vary].filter(Boolean).join(', ')
  reply.status(status).headers({ ...pick(headers, answerHeaders), ...(vary && { vary }) })
  if (reply.request.method !== 'HEAD') return reply.send(body.length > 0 ? body : undefined)
  if (body.length < compressFromBytes) reply.header('content-length', body.length)
  return reply.send()
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
