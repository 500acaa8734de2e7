import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import { type Plan, plans } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Count, SharedCounters } from '../adapters/shared-counters.ts'
import type { Admit, Identity } from './identity.ts'

export interface RateLimitOptions {
  readonly counters: SharedCounters
  readonly anonymousPerMinute: number
}

const windowMs = 60_000

/**
 * One count per tenant, by its plan, another for each of its calls that have a limit of their own, and one per address for
 * requests without a valid credential, shared by all gateways through Redis; while it is away each gateway counts for itself. Says
 * where a caller stands in the RateLimit fields (draft-ietf-httpapi-ratelimit-headers).
 */
export async function rateLimits(
  app: FastifyInstance,
  { counters, anonymousPerMinute }: RateLimitOptions,
): Promise<Admit> {
  await app.register(rateLimit, { global: false, timeWindow: windowMs, store: storeOf(counters) })
  const who = new WeakMap<FastifyRequest, Identity>()
  const ofTenant = (name: string, limitOf: (plan: (typeof plans)[Plan]) => number) =>
    app.createRateLimit({
      keyGenerator: (request) => `${name}:${who.get(request)?.tenantId}`,
      max: (request) => limitOf(plans[who.get(request)?.plan ?? 'starter']),
    })
  const limits = {
    address: app.createRateLimit({ keyGenerator: (request) => `address:${request.ip}`, max: anonymousPerMinute }),
    tenant: ofTenant('tenant', (plan) => plan.requestsPerMinute),
    expensive: ofTenant('expensive', (plan) => plan.expensivePerMinute),
    learning: ofTenant('learning', (plan) => plan.learningPerMinute),
  }

  async function count(name: keyof typeof limits, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const standing = await limits[name](request)
    if (standing.isAllowed) return
    addTo(reply, 'ratelimit-policy', `"${name}";q=${standing.max};w=${windowMs / 1000}`)
    addTo(reply, 'ratelimit', `"${name}";r=${standing.remaining};t=${standing.ttlInSeconds}`)
    if (standing.isExceeded)
      throw new InklingError('rate_limited', `More than ${standing.max} requests${kinds[name]} in a minute`, {
        retryAfterSeconds: Math.max(1, standing.ttlInSeconds),
      })
  }

  return async (request, reply, identity, limit) => {
    if (identity) who.set(request, identity)
    await count(identity ? 'tenant' : 'address', request, reply)
    if (identity && limit) await count(limit, request, reply)
  }
}

const kinds = { address: '', tenant: '', expensive: ' for long work', learning: ' for learning metrics' }

/** A field that is a list. */
function addTo(reply: FastifyReply, field: string, member: string): void {
  reply.header(field, [reply.getHeader(field), member].filter(Boolean).join(', '))
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
