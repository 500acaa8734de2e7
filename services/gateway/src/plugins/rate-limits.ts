import { type Call, type Plan, plans } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { NewIds } from '../adapters/new-ids.ts'
import type { SharedCounters } from '../adapters/shared-counters.ts'
import { bodyContents } from '../domain/body-contents.ts'
import { networkOf } from './network-of.ts'
import { type Identity, isForPages, requestIdentity } from './request-identity.ts'

export interface LimitOptions {
  readonly counters: SharedCounters
  readonly anonymousPerMinute: number
  readonly publicPerMinute: number
  /** Of a publishable key, for each address. */
  readonly visitor: VisitorLimits
}

interface VisitorLimits {
  readonly requestsPerMinute: number
  /** Lines of events and feedback. */
  readonly linesPerMinute: number
  /** Items, users and sessions that the address has not named in this minute. */
  readonly newIdsPerMinute: number
  /** Requests with an `Idempotency-Key`. */
  readonly keyedPerMinute: number
  /** What is stored in a day for the requests of all addresses with an `Idempotency-Key`, for one API key. */
  readonly storedKilobytesPerDay: number
}

/** Each `admit` counts a request, adds what is left to its answer, and throws InklingError rate_limited if none is. */
export interface Limits {
  /** Against the plan of the tenant whose key the request has, and against the limit of its call if there is one. */
  admitTenant(request: FastifyRequest, reply: FastifyReply, limit: Call['limit']): void
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
  /** Takes back the count of {@link Limits.admitAddress}, for a key that turned out to be valid. */
  takeBack(request: FastifyRequest, reply: FastifyReply): void
  /** Against the limit of pages that need no key. */
  admitPublic(request: FastifyRequest, reply: FastifyReply): void
  /** As {@link Limits.admitPublic}, but it never throws. */
  countPublic(request: FastifyRequest, reply: FastifyReply): void
  /** Counts bytes that are not a request, and returns the fields that say what is left. */
  headersFor(address: string): Readonly<Record<string, string>>
}

type Kind =
  | 'address'
  | 'public'
  | 'tenant'
  | 'visitor'
  | 'lines'
  | 'ids'
  | 'keyed'
  | 'stored'
  | NonNullable<Call['limit']>

interface Standing {
  readonly kind: Kind
  readonly max: number
  readonly perMs: number
  readonly remaining: number
  readonly seconds: number
  readonly isExceeded: boolean
}

const windowMs = 60_000
const dayMs = 86_400_000
/** Of the row of a request in Postgres, beside its answer. */
const rowBytes = 400
const counted: Partial<Record<Kind, string>> = {
  expensive: 'requests for long work',
  learning: 'requests for learning metrics',
  lines: 'events and lines of feedback from one address',
  ids: 'new items, users and sessions from one address',
  visitor: 'requests from one address',
  keyed: 'requests with an Idempotency-Key from one address',
  stored: 'kilobytes of answers to requests with an Idempotency-Key',
}

/**
 * Limits the requests per minute of each tenant by its plan, of calls that have a limit of their own, of each address
 * for requests without a valid key, and of each address that uses a publishable key, whose events it limits too. All
 * gateways share the counts through Redis; while Redis is unavailable, each gateway counts for itself. The RateLimit
 * fields (draft-ietf-httpapi-ratelimit-headers) tell a caller what is left.
 */
export function createLimits({ counters, anonymousPerMinute, publicPerMinute, visitor }: LimitOptions): Limits {
  const newIds = new NewIds()
  const count = (kind: Kind, key: string, max: number, amount = 1, perMs = windowMs): Standing => {
    const { current, ttl } = counters.count(`${kind}:${key}`, perMs, amount)
    const seconds = Math.ceil(ttl / 1000)
    return { kind, max, perMs, remaining: Math.max(0, max - current), seconds, isExceeded: current > max }
  }
  const ofAddress = ({ ip }: { ip: string }) => count('address', networkOf(ip), anonymousPerMinute)
  const ofPublic = ({ ip }: FastifyRequest) => count('public', networkOf(ip), publicPerMinute)
  const ofTenant = ({ tenantId, plan }: Identity, kind: 'tenant' | NonNullable<Call['limit']>) =>
    count(kind, tenantId, maxOf(plan, kind))
  return {
    admitTenant(request, reply, limit) {
      const identity = requestIdentity.get(request)
      // A visitor who is refused uses up nothing of the tenant.
      if (isForPages(identity)) admit(count('visitor', visitorOf(identity, request), visitor.requestsPerMinute), reply)
      admit(ofTenant(identity, 'tenant'), reply)
      if (limit) admit(ofTenant(identity, limit), reply)
    },
    admitLines(request, reply) {
      const identity = requestIdentity.get(request)
      if (!isForPages(identity) || !Buffer.isBuffer(request.body)) return
      const sender = visitorOf(identity, request)
      const { lines, ids } = bodyContents(request.headers['content-type'], request.body)
      admit(count('lines', sender, visitor.linesPerMinute, lines), reply)
      const fresh = newIds.add(sender, counters.windowOf(windowMs), ids)
      admit(count('ids', sender, visitor.newIdsPerMinute, fresh), reply)
    },
    admitKey(request, reply) {
      const identity = requestIdentity.get(request)
      if (!isForPages(identity)) return
      admit(count('keyed', visitorOf(identity, request), visitor.keyedPerMinute), reply)
      const stored = count('stored', identity.keyId, visitor.storedKilobytesPerDay, 0, dayMs)
      if (stored.isExceeded) admit(stored, reply)
    },
    countStored(request, sizeBytes) {
      const identity = requestIdentity.get(request)
      if (!isForPages(identity)) return
      const kilobytes = Math.ceil((rowBytes + sizeBytes) / 1024)
      count('stored', identity.keyId, visitor.storedKilobytesPerDay, kilobytes, dayMs)
    },
    admitAddress: (request, reply) => admit(ofAddress(request), reply),
    takeBack({ ip }, reply) {
      counters.takeBack(`address:${networkOf(ip)}`, windowMs)
      for (const field of Object.keys(fieldsOf(ofNothing))) reply.removeHeader(field)
    },
    admitPublic: (request, reply) => admit(ofPublic(request), reply),
    countPublic: (request, reply) => report(ofPublic(request), reply),
    headersFor: (ip) => fieldsOf(ofAddress({ ip })),
  }
}

const visitorOf = ({ keyId }: Identity, { ip }: FastifyRequest) => `${keyId}:${networkOf(ip)}`

const ofNothing: Standing = { kind: 'address', max: 0, perMs: windowMs, remaining: 0, seconds: 0, isExceeded: false }

const maxOf = (plan: Plan, kind: 'tenant' | NonNullable<Call['limit']>) =>
  ({
    tenant: plans[plan].requestsPerMinute,
    expensive: plans[plan].expensivePerMinute,
    learning: plans[plan].learningPerMinute,
  })[kind]

function admit(standing: Standing, reply: FastifyReply): void {
  report(standing, reply)
  if (!standing.isExceeded) return
  const { kind, max, perMs, seconds } = standing
  const period = perMs === dayMs ? 'day' : 'minute'
  const detail = `More than ${max} ${counted[kind] ?? 'requests'} within a ${period}; wait as long as Retry-After says`
  throw new InklingError('rate_limited', detail, { retryAfterSeconds: Math.max(1, seconds) })
}

const fieldsOf = ({ kind, max, perMs, remaining, seconds }: Standing) => ({
  'ratelimit-policy': `"${kind}";q=${max};w=${perMs / 1000}`,
  ratelimit: `"${kind}";r=${remaining};t=${seconds}`,
})

/** Appends to the fields, which are lists. */
function report(standing: Standing, reply: FastifyReply): void {
  for (const [field, member] of Object.entries(fieldsOf(standing)))
    reply.header(field, [reply.getHeader(field), member].filter(Boolean).join(', '))
}
