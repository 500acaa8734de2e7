import { type Call, costs, type Plans } from '@inkling/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SharedCounters } from '../adapters/shared-counters.ts'
import { Concurrency } from './limits/concurrency.ts'
import { admit, fieldsOf, forget, type Kind, report, type Standing, standingOf } from './limits/standing.ts'
import { userOf } from './limits/user-of.ts'
import { createVisitors, type VisitorLimits } from './limits/visitors.ts'
import { networkOf } from './network-of.ts'
import { requestIdentity } from './request-identity.ts'

export interface LimitOptions {
  readonly counters: SharedCounters
  /** Those in force. */
  readonly plans: () => Plans
  readonly anonymousPerMinute: number
  readonly publicPerMinute: number
  /** Of a publishable key, for each address. */
  readonly visitor: VisitorLimits
}

/** The facts of a call that decide how it is limited. */
export interface LimitedCall {
  readonly limit?: Call['limit'] | undefined
  readonly priority?: Call['priority'] | undefined
  /** It lasts, so it is none of the requests that are answered at the same time. */
  readonly isStream?: boolean | undefined
}

/** Each `admit` counts a request, adds what is left to its answer, and throws InklingError rate_limited if none is. */
export interface Limits {
  /**
   * Against the plan of the tenant whose key the request has, against that of the key, and against the limit of its
   * call if there is one. Until it is answered, it also counts as one of the tenant's concurrent requests.
   */
  admitTenant(request: FastifyRequest, reply: FastifyReply, call: LimitedCall): void
  /** Against the limit of the user whom the query or the body names. */
  admitUser(request: FastifyRequest, reply: FastifyReply, call: LimitedCall): void
  /**
   * Counts the lines of a body and the new ids in them, if the key is publishable: anyone can have it, and what it
   * sends is stored and learned from.
   */
  admitLines(request: FastifyRequest, reply: FastifyReply): void
  /** Counts a request with an `Idempotency-Key` if its API key is publishable, because its answer is stored. */
  admitKey(request: FastifyRequest, reply: FastifyReply): void
  /** Counts what is stored for a publishable key against the limit of {@link Limits.admitKey}, by its size. */
  countStored(request: FastifyRequest, sizeBytes: number): void
  /** Against the limit of addresses without a valid key. */
  admitAddress(request: FastifyRequest, reply: FastifyReply): void
  /** Undoes {@link Limits.admitAddress}, whether it threw or not, for a key that turned out to be valid. */
  takeBack(request: FastifyRequest, reply: FastifyReply, wasRefused: boolean): void
  /** Against the limit of pages that need no key. */
  admitPublic(request: FastifyRequest, reply: FastifyReply): void
  /** As {@link Limits.admitPublic}, but it never throws. */
  countPublic(request: FastifyRequest, reply: FastifyReply): void
  /** Counts bytes that are not a request, and returns the fields that say what is left. */
  headersFor(address: string): Readonly<Record<string, string>>
  /**
   * Allows calls that are not critical only this share of their limits, from 0 (exclusive) to 1, while the installation
   * is under load.
   */
  tighten(share: number): void
}

const minuteMs = 60_000
const burstMs = 10_000

/**
 * Limits the requests per minute of each tenant, key and user by the tenant's plan, of calls that have a limit of their
 * own, of each address for requests without a valid key, and of each address that uses a publishable key, whose events
 * it limits too. All gateways share the counts through Redis; while Redis is unavailable, each gateway counts for
 * itself. Concurrent requests are counted by each gateway. The RateLimit fields tell a caller what is left.
 */
export function createLimits(options: LimitOptions): Limits {
  const { counters, plans, anonymousPerMinute, publicPerMinute } = options
  const visitors = createVisitors(counters, options.visitor)
  const concurrency = new Concurrency()
  let factor = 1

  const take = (kind: Kind, key: string, max: number, amount = 1, windowMs = minuteMs): Standing => {
    const name = windowMs === minuteMs ? `${kind}:${key}` : `${kind}:burst:${key}`
    return standingOf({ kind, max, windowMs }, counters.take(name, windowMs, max, amount))
  }
  const factorOf = ({ priority }: LimitedCall) => (priority === 'critical' ? 1 : factor)
  const ofAddress = (ip: string) => take('address', networkOf(ip), Math.ceil(anonymousPerMinute * factor))
  const ofPublic = (ip: string) => take('public', networkOf(ip), Math.ceil(publicPerMinute * factor))

  return {
    admitTenant(request, reply, call) {
      const identity = requestIdentity.get(request)
      const { tenantId, keyId } = identity
      const plan = plans()[identity.plan]
      const share = factorOf(call)
      const max = Math.ceil(plan.requestsPerMinute * share)
      const cost = call.limit ? costs[call.limit] : 1
      // A visitor or a key that is refused uses up nothing of the tenant.
      visitors.admit(identity, request, reply, share)
      const keyMax = Math.ceil(plan.keyRequestsPerMinute * share)
      if (keyMax < max) admit(take('key', keyId, keyMax, cost), reply)
      admit(take('tenant', tenantId, max, cost), reply)
      if (call.limit) admit(take(call.limit, tenantId, Math.ceil(maxOf(plan, call.limit) * share)), reply)
      if (!call.isStream) concurrency.enter(tenantId, plan.concurrentRequests, reply)
    },
    admitUser(request, reply, call) {
      const user = requestIdentity.get(request).userId ?? userOf(request)
      if (user === undefined) return
      const { tenantId, plan } = requestIdentity.get(request)
      const { userRequestsPerMinute, userRequestsPer10Seconds } = plans()[plan]
      const share = factorOf(call)
      const key = `${tenantId}:${user}`
      admit(take('user', key, Math.ceil(userRequestsPerMinute * share)), reply)
      const burst = take('user', key, Math.ceil(userRequestsPer10Seconds * share), 1, burstMs)
      if (burst.isExceeded) admit(burst, reply)
    },
    admitLines: visitors.admitLines,
    admitKey: visitors.admitKey,
    countStored: visitors.countStored,
    admitAddress: ({ ip }, reply) => admit(ofAddress(ip), reply),
    takeBack({ ip }, reply, wasRefused) {
      if (!wasRefused) counters.takeBack(`address:${networkOf(ip)}`, minuteMs)
      forget(reply)
    },
    admitPublic: ({ ip }, reply) => admit(ofPublic(ip), reply),
    countPublic: ({ ip }, reply) => report(ofPublic(ip), reply),
    headersFor: (ip) => fieldsOf(ofAddress(ip)),
    tighten(share) {
      if (!(share > 0 && share <= 1)) throw new RangeError(`factor must be above 0 and at most 1, got ${share}`)
      factor = share
    },
  }
}

const maxOf = (plan: Plans[keyof Plans], limit: NonNullable<Call['limit']>) =>
  limit === 'expensive' ? plan.expensivePerMinute : plan.learningPerMinute
