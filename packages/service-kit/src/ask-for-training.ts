import { calls, type Operation } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { metrics } from '@inkling/telemetry'
import type { Upstream } from './upstream.ts'

const timeoutMs = 5_000

/**
 * Asks maintenance, for Inkling itself, to train a tenant's model; a train run that is queued or running is answered instead of a new one.
 * @throws InklingError as {@link Upstream.call}: overloaded when the queue is full
 */
export async function askForTraining(
  maintenance: Upstream,
  tenantId: string,
  reason: 'drift' | 'schedule',
): Promise<Operation> {
  const principal = { tenantId, keyId: 'inkling', scopes: ['maintenance:write' as const] }
  const body = { kind: 'train' as const, options: { reason } }
  try {
    const run = await maintenance.call(calls.createRun, { body }, { principal, deadline: new Deadline(timeoutMs) })
    metrics.trainRequests.inc({ reason, outcome: 'taken' })
    return run
  } catch (error) {
    metrics.trainRequests.inc({ reason, outcome: 'refused' })
    throw error
  }
}
