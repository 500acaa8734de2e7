import {
  basePath,
  type Call,
  calls,
  defaultMaxBodyBytes,
  type Scope,
  type ServiceName,
  takesIdempotencyKey,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
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
import { answerPreflights } from '../plugins/cross-origin.ts'
import type { ExecuteOnce } from '../plugins/idempotency.ts'
import type { AuthenticationOptions } from '../plugins/identity.ts'
import type { Limits } from '../plugins/rate-limits.ts'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import { afterWrite } from './after-write.ts'
import { pass, pick, type UpstreamAnswer } from './pass-answer.ts'
import { type Answers, readCached } from './read-cached.ts'

export interface ApiOptions {
  readonly upstreams: Readonly<Record<ServiceName, Upstream>>
  readonly authenticate: (scope: Scope, options: AuthenticationOptions) => onRequestAsyncHookHandler
  readonly executeOnce: ExecuteOnce
  readonly answers: Answers
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
/** Serves every public call of the contract. It forwards each to the service that owns it; that service validates. */
export async function apiRoute(
  app: FastifyInstance,
  { upstreams, authenticate, executeOnce, answers, limits, shed, load, metrics }: ApiOptions,
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
      handler: forward(upstreams[call.service], call, { load, metrics, executeOnce, answers }),
    }
    app.route({ ...route, method: call.method, schema: documentation(call), exposeHeadRoute: false })
    if (call.method === 'GET') app.route({ ...route, method: 'HEAD', schema: { hide: true } })
  }
}

function forward(
  upstream: Upstream,
  call: Call,
  options: Pick<ApiOptions, 'load' | 'metrics' | 'executeOnce' | 'answers'>,
) {
  const { load, metrics, executeOnce } = options
  const { idempotent, priority } = call
  const isKeyed = takesIdempotencyKey(call)
  const requests = (outcome: string) => metrics.requests.labels({ upstream: upstream.policy.name, outcome })
  const [answered, failed, unreachable] = [requests('answered'), requests('failed'), requests('unreachable')]

  async function ask(
    request: FastifyRequest,
    {
      executionId,
      given = pick(request.headers, requestHeaders),
      deadline = requestDeadline.get(request),
    }: Asking = {},
  ): Promise<UpstreamAnswer> {
    const { tenantId, keyId, scopes } = requestIdentity.get(request)
    const headers = { ...given, ...loadLevelHeaders(load), 'x-request-id': request.id }
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
      // The key was checked here: a service refuses the gateway's own signature.
      if (answer.status === 401) throw signatureRefused(upstream.policy.name)
      const outcome = answer.status < 500 ? answered : failed
      outcome.inc()
      return answer
    } catch (error) {
      unreachable.inc()
      throw error
    }
  }

  if (call.cached) return readCached(call, call.cached, ask, options.answers)
  const write = afterWrite(call, options.answers)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const execute = (executionId?: string) => ask(request, executionId === undefined ? {} : { executionId })
    return pass(reply, await write(request, isKeyed ? executeOnce(request, reply, execute) : execute()))
  }
}

interface Asking {
  readonly executionId?: string
  /** The headers that the service gets. */
  readonly given?: Readonly<Record<string, string>>
  readonly deadline?: Deadline
}

const signatureRefused = (service: string) =>
  new InklingError('dependency_unavailable', 'A part of the service is unavailable; try again shortly', {
    internal: `${service} refuses the signature of the gateway: compare SIGNING_SECRET and the clocks of both`,
    retryAfterSeconds: 1,
  })
