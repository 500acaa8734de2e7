import { type Call, calls, type EventsAccepted, type Meter, measuredEverySeconds, type Plans } from '@inkling/contracts'
import type { InklingError } from '@inkling/errors'
import { requestFact } from '@inkling/service-kit'
import type { FastifyRequest } from 'fastify'
import type { EventsToday } from '../../adapters/events-today.ts'
import type { ReadMeteredUse } from '../../adapters/metered-use.ts'
import type { UpstreamAnswer } from '../../routes/pass-answer.ts'
import { requestIdentity } from '../request-identity.ts'
import { LimitExceeded } from './limit-exceeded.ts'
import type { WarnOfQuota } from './quota-warnings.ts'

/** How many events the answer to a request stored. */
export const storedEvents = requestFact<{ readonly count: number }>('stored events')

interface QuotaParts {
  readonly today: EventsToday
  readonly readUse: ReadMeteredUse
  readonly plans: () => Plans
  readonly warn: WarnOfQuota
}

type Held = Exclude<Meter, 'streams' | 'concurrentRuns'>

/** The meters that a call makes rise. A PATCH changes what is there. */
const risingWith = new Map<string, readonly Held[]>([
  [calls.postEvents.id, ['storageBytes', 'residentBytes']],
  [calls.putItem.id, ['items', 'storageBytes', 'residentBytes']],
  [calls.putItems.id, ['items', 'storageBytes', 'residentBytes']],
])

/**
 * Holds tenants to what their plans let them store: events of a day, and items and bytes at a time. A request is
 * refused once a quota is used up; the one that crosses a limit is stored whole. Refused are new requests alone: a
 * repetition gets its stored answer.
 */
export function createQuotas({ today, readUse, plans, warn }: QuotaParts) {
  async function admitEvents(request: FastifyRequest): Promise<void> {
    const identity = requestIdentity.get(request)
    const limit = plans()[identity.plan].eventsPerDay
    const used = await today.of(identity.tenantId, limit)
    warn(request.log, identity, { name: 'eventsPerDay', limit, used })
    if (used >= limit) throw noMoreToday(identity.plan, limit, today.secondsLeft)
  }

  async function admitHeld(request: FastifyRequest, rising: readonly Held[]): Promise<void> {
    const identity = requestIdentity.get(request)
    const use = await readUse(identity.tenantId)
    if (!use) return
    for (const name of rising) {
      const limit = plans()[identity.plan][name]
      const used = use[name]
      warn(request.log, identity, { name, limit, used })
      if (used >= limit) throw noRoom(identity.plan, name, limit)
    }
  }

  return {
    /** @throws LimitExceeded quota_exceeded */
    async admit(call: Call, request: FastifyRequest): Promise<void> {
      if (call.id === calls.postEvents.id) await admitEvents(request)
      const rising = risingWith.get(call.id)
      if (rising) await admitHeld(request, rising)
    },
    /** Is told of each answer to a write. */
    count({ id }: Call, request: FastifyRequest, { status, headers, body }: UpstreamAnswer): void {
      if (id !== calls.postEvents.id || status >= 300 || headers['idempotent-replayed'] !== undefined) return
      const { accepted } = JSON.parse(body.toString()) as EventsAccepted
      storedEvents.set(request, { count: accepted })
      today.add(requestIdentity.get(request).tenantId, accepted)
    },
  }
}

const shown = (limit: number) => limit.toLocaleString('en')

const noMoreToday = (plan: string, limit: number, secondsLeft: number): InklingError =>
  new LimitExceeded(
    'eventsPerDay',
    `The plan ${plan} stores ${shown(limit)} events a day (eventsPerDay), and they are used up until midnight UTC`,
    secondsLeft,
    'quota_exceeded',
  )

const held: Readonly<Record<Held, readonly [what: string, everySeconds: number]>> = {
  items: ['items', measuredEverySeconds.stored],
  storageBytes: ['stored bytes', measuredEverySeconds.stored],
  residentBytes: ['bytes in memory', measuredEverySeconds.held],
}

function noRoom(plan: string, name: Held, limit: number): InklingError {
  const [what, everySeconds] = held[name]
  const detail =
    `The plan ${plan} allows ${shown(limit)} ${what} (${name}), and they are used up until a measurement finds less; ` +
    `there is one every ${everySeconds} s. Delete what is not needed, or take a larger plan`
  return new LimitExceeded(name, detail, everySeconds, 'quota_exceeded')
}
