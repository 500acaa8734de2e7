import { type Call, isOfOperators } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type Admission, loadLevels } from '@inkling/resilience'
import type { LoadMonitor } from '@inkling/service-kit'
import type { sheddingMetrics } from '@inkling/telemetry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requestIdentity } from './request-identity.ts'

export interface SheddingOptions {
  readonly load: Pick<LoadMonitor, 'level' | 'forced'>
  readonly admission: Pick<Admission, 'admits' | 'begun' | 'answered'>
  readonly metrics: ReturnType<typeof sheddingMetrics>
}

/** Those who were refused at the same time must not return at the same time. */
const retryAfterSeconds = { least: 1, most: 4 }

/**
 * Returns hooks that refuse calls while there is more work than can be done: the less important calls first, then those
 * of tenants that use more than their share. A hook runs after the one that authenticates.
 */
export function shedding({ load, admission, metrics }: SheddingOptions) {
  return ({ priority = 'normal', scope }: Call) => {
    // The reports of operators may take long: only late answers to applications say that there is too much work.
    const timed = isOfOperators(scope) ? 'normal' : priority
    return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
      // Each request is counted, also while the level alone decides.
      const isAdmitted = admission.admits(priority, requestIdentity.get(request).tenantId) || load.forced !== undefined
      const isShed = !isAdmitted || loadLevels[load.level].refuses.includes(priority)
      if (isShed) metrics.shed.inc({ priority })
      else {
        admission.begun()
        reply.raw.once('close', () => admission.answered(timed, reply.elapsedTime))
      }
      done(isShed ? overloaded() : undefined)
    }
  }
}

function overloaded(): InklingError {
  const { least, most } = retryAfterSeconds
  return new InklingError('overloaded', 'There is more work than can be done now; try again as Retry-After says', {
    internal: 'shed because of the load',
    retryAfterSeconds: least + Math.floor(Math.random() * (most - least + 1)),
  })
}
