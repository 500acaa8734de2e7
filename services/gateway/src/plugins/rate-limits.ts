import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import { plans } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Count, SharedCounters } from '../adapters/shared-counters.ts'
import type { Admit, Identity } from './identity.ts'

export interface RateLimitOptions {
  readonly counters: SharedCounters
  readonly anonymousPerMinute: number
}

const windowMs = 60_000

/**
 * One count per tenant, by its plan, and one per address for requests without a valid credential, shared by all gateways
 * through Redis; while it is away each gateway counts for itself. Says where a caller stands in the RateLimit fields
 * (draft-ietf-httpapi-ratelimit-headers).
 */
export async function rateLimits(
  app: FastifyInstance,
  { counters, anonymousPerMinute }: RateLimitOptions,
): Promise<Admit> {
  await app.register(rateLimit, { global: false, timeWindow: windowMs, store: storeOf(counters) })
  const who = new WeakMap<FastifyRequest, Identity>()
  const byTenant = app.createRateLimit({
    keyGenerator: (request) => `tenant:${who.get(request)?.tenantId}`,
    max: (request) => plans[who.get(request)?.plan ?? 'starter'].requestsPerMinute,
  })
  const byAddress = app.createRateLimit({ keyGenerator: (request) => `address:${request.ip}`, max: anonymousPerMinute })

  return async (request, reply, identity) => {
    if (identity) who.set(request, identity)
    const count = await (identity ? byTenant : byAddress)(request)
    if (count.isAllowed) return
    const name = identity ? 'tenant' : 'address'
    reply.header('ratelimit-policy', `"${name}";q=${count.max};w=${windowMs / 1000}`)
    reply.header('ratelimit', `"${name}";r=${count.remaining};t=${count.ttlInSeconds}`)
    if (count.isExceeded)
      throw new InklingError('rate_limited', `More than ${count.max} requests in a minute`, {
        retryAfterSeconds: Math.max(1, count.ttlInSeconds),
      })
  }
}

/** The counters in the form that @fastify/rate-limit takes. */
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
