import type { Call } from '@inkling/contracts'
import type { Deadline } from '@inkling/resilience'
import { addressHeader, type LoadMonitor, loadLevelHeaders, toldPressure, type Upstream } from '@inkling/service-kit'
import type { upstreamMetrics } from '@inkling/telemetry'
import type { FastifyRequest } from 'fastify'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import { visitorMark } from '../plugins/visitor-mark.ts'
import { pick, type UpstreamAnswer } from './pass-answer.ts'

const requestHeaders = [
  'consent',
  'consistency-token',
  'content-type',
  'if-match',
  'if-none-match',
  'origin',
  'prefer',
  'save-data',
  'sec-purpose',
  'user-agent',
]

export interface AskingOptions {
  readonly load: Pick<LoadMonitor, 'level' | 'forced' | 'hear'>
  readonly metrics: ReturnType<typeof upstreamMetrics>
  readonly secret: string
}

interface Asking {
  readonly executionId?: string
  /** The headers that the service gets, instead of those of the request. */
  readonly given?: Readonly<Record<string, string>>
  /** Instead of that of the request. */
  readonly deadline?: Deadline
  /** Instead of that of the request, with its query. */
  readonly path?: string
}

/** Asks a service for the answer to a request. */
export type Ask = (request: FastifyRequest, asking?: Asking) => Promise<UpstreamAnswer>

export function askService(
  upstream: Upstream,
  { idempotent, priority, route }: Pick<Call, 'idempotent' | 'priority'> & { readonly route: string },
  { load, metrics, secret }: AskingOptions,
): Ask {
  const requests = (outcome: string) => metrics.requests.labels({ upstream: upstream.policy.name, outcome })
  const [answered, failed, unreachable] = [requests('answered'), requests('failed'), requests('unreachable')]

  return async (
    request,
    {
      executionId,
      given = pick(request.headers, requestHeaders),
      deadline = requestDeadline.get(request),
      path = request.url,
    } = {},
  ) => {
    const identity = requestIdentity.get(request)
    const { tenantId, keyId, scopes, userId, filter } = identity
    const from = request.method === 'GET' ? {} : { [addressHeader]: request.ip }
    const headers = { ...given, ...from, ...loadLevelHeaders(load) }
    // The service answers HEAD as GET, so that the answer has the length of the body that it leaves out.
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const { body } = request
    const visitor = visitorMark(secret, identity, request)
    const caller = { principal: { tenantId, keyId, scopes, visitor, userId, filter }, deadline, executionId }
    try {
      const answer = await upstream.send(
        { method, path, route, headers, body: body as Buffer | undefined, idempotent, priority },
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
}
