import type { FastifyReply, FastifyRequest } from 'fastify'
import { NewIds } from '../../adapters/new-ids.ts'
import type { SharedCounters } from '../../adapters/shared-counters.ts'
import { bodyContents } from '../../domain/body-contents.ts'
import { networkOf } from '../network-of.ts'
import { type Identity, isForPages, requestIdentity } from '../request-identity.ts'
import { admit, type Kind, type Standing, standingOf } from './standing.ts'

/** The limits of a publishable key, for each address. */
export interface VisitorLimits {
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

const minuteMs = 60_000
const dayMs = 86_400_000
/** Of the row of a request in Postgres, beside its answer. */
const rowBytes = 400

/** Limits what one address does with a publishable key: anyone can have the key, and what it sends is stored. */
export function createVisitors(counters: SharedCounters, limits: VisitorLimits) {
  const newIds = new NewIds()
  const take = (kind: Kind, sender: string, max: number, amount = 1): Standing =>
    standingOf({ kind, max, windowMs: minuteMs }, counters.take(`${kind}:${sender}`, minuteMs, max, amount))
  /** Counts also what is refused: ids that were named once are not new again. */
  const countIds = (sender: string, fresh: number): Standing => {
    const max = limits.newIdsPerMinute
    const count = counters.count(`ids:${sender}`, minuteMs, fresh)
    return standingOf({ kind: 'ids', max, windowMs: minuteMs }, { ...count, isTaken: count.current <= max })
  }
  const stored = ({ keyId }: Identity, kilobytes: number): Standing => {
    const max = limits.storedKilobytesPerDay
    const count = counters.count(`stored:${keyId}`, dayMs, kilobytes)
    return standingOf({ kind: 'stored', max, windowMs: dayMs }, { ...count, isTaken: count.current <= max })
  }
  return {
    /** @param factor The share of the limit that is allowed now. */
    admit(identity: Identity, request: FastifyRequest, reply: FastifyReply, factor: number): void {
      if (!isForPages(identity)) return
      const max = Math.ceil(limits.requestsPerMinute * factor)
      admit(take('visitor', visitorOf(identity, request), max), reply)
    },
    admitLines(request: FastifyRequest, reply: FastifyReply): void {
      const identity = requestIdentity.get(request)
      if (!isForPages(identity) || !Buffer.isBuffer(request.body)) return
      const sender = visitorOf(identity, request)
      const { lines, ids } = bodyContents(request.headers['content-type'], request.body)
      admit(take('lines', sender, limits.linesPerMinute, lines), reply)
      admit(countIds(sender, newIds.add(sender, counters.windowOf(minuteMs), ids)), reply)
    },
    admitKey(request: FastifyRequest, reply: FastifyReply): void {
      const identity = requestIdentity.get(request)
      if (!isForPages(identity)) return
      admit(take('keyed', visitorOf(identity, request), limits.keyedPerMinute), reply)
      const standing = stored(identity, 0)
      if (standing.isExceeded) admit(standing, reply)
    },
    countStored(request: FastifyRequest, sizeBytes: number): void {
      const identity = requestIdentity.get(request)
      if (isForPages(identity)) stored(identity, Math.ceil((rowBytes + sizeBytes) / 1024))
    },
  }
}

const visitorOf = ({ keyId }: Identity, { ip }: FastifyRequest) => `${keyId}:${networkOf(ip)}`
