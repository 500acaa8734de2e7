import { type Call, calls, type EventsAccepted, type Plans, quotaWarnFrom } from '@inkling/contracts'
import type { InklingError } from '@inkling/errors'
import { requestFact } from '@inkling/service-kit'
import { limitMetrics } from '@inkling/telemetry'
import type { FastifyRequest } from 'fastify'
import type { EventsToday } from '../../adapters/events-today.ts'
import type { UpstreamAnswer } from '../../routes/pass-answer.ts'
import { requestIdentity } from '../request-identity.ts'
import { LimitExceeded } from './limit-exceeded.ts'

/** How many events the answer to a request stored. */
export const storedEvents = requestFact<{ readonly count: number }>('stored events')

/**
 * Holds tenants to the events per day of their plans. A request is refused once as many are stored; the one that
 * crosses the limit is stored whole. Refused are new events alone: a repetition gets its stored answer.
 */
export function createEventQuota(today: EventsToday, plans: () => Plans, metrics = limitMetrics()) {
  /** The tenants that were warned on a day. */
  let warned = { on: today.number, tenants: new Set<string>() }
  const warn = (tenantId: string): boolean => {
    if (warned.on !== today.number) warned = { on: today.number, tenants: new Set() }
    if (warned.tenants.has(tenantId)) return false
    warned.tenants.add(tenantId)
    return true
  }
  return {
    /** @throws LimitExceeded quota_exceeded */
    async admit(call: Call, request: FastifyRequest): Promise<void> {
      if (call.id !== calls.postEvents.id) return
      const { tenantId, plan } = requestIdentity.get(request)
      const limit = plans()[plan].eventsPerDay
      const used = await today.of(tenantId, limit)
      if (used >= quotaWarnFrom * limit && warn(tenantId)) {
        metrics.quotaWarnings.inc({ quota: 'eventsPerDay' })
        request.log.warn({ tenantId, plan, quota: 'eventsPerDay', limit, used }, 'quota nearly used up')
      }
      if (used >= limit) throw exceeded(plan, limit, today.secondsLeft)
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

function exceeded(plan: string, limit: number, secondsLeft: number): InklingError {
  const most = limit.toLocaleString('en')
  return new LimitExceeded(
    'eventsPerDay',
    `The plan ${plan} stores ${most} events a day (eventsPerDay), and they are used up until midnight UTC`,
    secondsLeft,
    'quota_exceeded',
  )
}
