import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import { type Plan, plans } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Count, SharedCounters } from '../adapters/shared-counters.ts'
import type { Admit } from './identity.ts'
import { requestIdentity } from './request-identity.ts'

export interface RateLimitOptions {
  readonly counters: SharedCounters
  readonly anonymousPerMinute: number
}

const windowMs = 60_000

/**
 * Limits the requests per minute of each tenant by its plan, of calls that have a limit of their own, and of each
 * address for requests without a valid key. All gateways share the counts through Redis; while Redis is unavailable,
 * each gateway counts for itself. The RateLimit fields (draft-ietf-httpapi-ratelimit-headers) tell a caller what is
 * left.
 */
export async function rateLimits(
  app: FastifyInstance,
  { counters, anonymousPerMinute }: RateLimitOptions,
): Promise<Admit> {
  await app.register(rateLimit, { global: false, timeWindow: windowMs, store: storeOf(counters) })
  const limits = limitsOf(app, anonymousPerMinute)
  const count = async (name: keyof typeof limits, request: FastifyRequest, reply: FastifyReply) =>
    report(name, await limits[name](request), reply)

  return async (request, reply, limit) => {
    if (!requestIdentity.find(request)) return count('address', request, reply)
    await count('tenant', request, reply)
    if (limit) await count(limit, request, reply)
  }
}

type Limit = ReturnType<FastifyInstance['createRateLimit']>

function limitsOf(app: FastifyInstance, anonymousPerMinute: number): Record<keyof typeof kinds, Limit> {
  const ofTenant = (name: string, limitOf: (plan: (typeof plans)[Plan]) => number) =>
    app.createRateLimit({
      keyGenerator: (request) => `${name}:${requestIdentity.get(request).tenantId}`,
      max: (request) => limitOf(plans[requestIdentity.get(request).plan]),
    })
  return {
    address: app.createRateLimit({ keyGenerator: (request) => `address:${request.ip}`, max: anonymousPerMinute }),
    tenant: ofTenant('tenant', (plan) => plan.requestsPerMinute),
    expensive: ofTenant('expensive', (plan) => plan.expensivePerMinute),
    learning: ofTenant('learning', (plan) => plan.learningPerMinute),
  }
}

/** Tells the caller what is left. @throws InklingError rate_limited if nothing is. */
function report(name: keyof typeof kinds, standing: Awaited<ReturnType<Limit>>, reply: FastifyReply): void {
  if (standing.isAllowed) return
  addTo(reply, 'ratelimit-policy', `"${name}";q=${standing.max};w=${windowMs / 1000}`)
  addTo(reply, 'ratelimit', `"${name}";r=${standing.remaining};t=${standing.ttlInSeconds}`)
  if (!standing.isExceeded) return
  const detail = `More than ${standing.max} requests${kinds[name]} within a minute; wait as long as Retry-After says`
  throw new InklingError('rate_limited', detail, { retryAfterSeconds: Math.max(1, standing.ttlInSeconds) })
}

const kinds = { address: '', tenant: '', expensive: ' for long work', learning: ' for learning metrics' }

/** Appends to a header that is a list. */
function addTo(reply: FastifyReply, field: string, member: string): void {
  reply.header(field, [reply.getHeader(field), member].filter(Boolean).join(', '))
}

/** Adapts the counters to the interface of @fastify/rate-limit. */
function storeOf(counters: SharedCounters): FastifyRateLimitStoreCtor {
  return class CounterStore implements FastifyRateLimitStore {
    incr(key: string, done: (error: Error | null, count?: Count) => void, timeWindowMs: number): void {
      done(null, counters.count(key, timeWindowMs))
    }

    child(): CounterStore {
      return this
    }
  }
}
