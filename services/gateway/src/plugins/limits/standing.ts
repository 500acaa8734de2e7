import type { FastifyReply } from 'fastify'
import type { Taken } from '../../adapters/shared-counters.ts'
import { LimitExceeded } from './limit-exceeded.ts'

/** What a limit counts. */
export type Kind =
  | 'address'
  | 'public'
  | 'tenant'
  | 'key'
  | 'user'
  | 'visitor'
  | 'lines'
  | 'ids'
  | 'keyed'
  | 'stored'
  | 'expensive'
  | 'learning'

export interface Limit {
  readonly kind: Kind
  readonly max: number
  readonly windowMs: number
}

/** A limit, and how far it is used up. */
export interface Standing extends Limit {
  readonly remaining: number
  readonly seconds: number
  readonly isExceeded: boolean
}

const nouns: Partial<Record<Kind, string>> = {
  key: 'requests with one API key',
  user: 'requests for one user',
  expensive: 'requests for long work',
  learning: 'requests for learning metrics',
  lines: 'events and lines of feedback from one address',
  ids: 'new items, users and sessions from one address',
  visitor: 'requests from one address',
  keyed: 'requests with an Idempotency-Key from one address',
  stored: 'kilobytes of answers to requests with an Idempotency-Key',
}
const periods: Readonly<Record<number, string>> = { 10000: '10 seconds', 60000: 'a minute', 86400000: 'a day' }

export function standingOf({ kind, max, windowMs }: Limit, { current, ttl, isTaken }: Taken): Standing {
  const remaining = Math.max(0, max - current)
  return { kind, max, windowMs, remaining, seconds: Math.ceil(ttl / 1000), isExceeded: !isTaken }
}

/** Adds what is left to the answer. @throws InklingError rate_limited if the limit is exceeded */
export function admit(standing: Standing, reply: FastifyReply): void {
  report(standing, reply)
  if (!standing.isExceeded) return
  const { kind, max, windowMs, seconds } = standing
  const what = `${max} ${nouns[kind] ?? 'requests'} within ${periods[windowMs]}`
  const detail = `More than ${what}; wait as long as Retry-After says`
  throw new LimitExceeded(kind, detail, Math.max(1, seconds))
}

/** The RateLimit fields (draft-ietf-httpapi-ratelimit-headers). */
export const fieldsOf = ({ kind, max, windowMs, remaining, seconds }: Standing) => ({
  'ratelimit-policy': `"${kind}";q=${max};w=${windowMs / 1000}`,
  ratelimit: `"${kind}";r=${remaining};t=${seconds}`,
})

/** Appends to the fields, which are lists. */
export function report(standing: Standing, reply: FastifyReply): void {
  const fields = fieldsOf(standing)
  append(reply, 'ratelimit-policy', fields['ratelimit-policy'])
  append(reply, 'ratelimit', fields.ratelimit)
}

function append(reply: FastifyReply, field: string, member: string): void {
  const before = reply.getHeader(field)
  reply.header(field, before === undefined ? member : `${before}, ${member}`)
}

export function forget(reply: FastifyReply): void {
  reply.removeHeader('ratelimit-policy')
  reply.removeHeader('ratelimit')
}
