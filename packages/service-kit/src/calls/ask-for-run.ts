import { calls, type Operation, type RunRequest } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { metrics } from '@inkling/telemetry'
import type { Upstream } from './upstream.ts'

const timeoutMs = 5_000

/**
 * Asks maintenance, for Inkling itself, for a run; one of the kind that is queued or running is answered instead of a new one.
 * @throws InklingError as {@link Upstream.call}: overloaded when the queue is full
 */
export async function askForRun(
  maintenance: Upstream,
  tenantId: string,
  kind: RunRequest['kind'],
  reason: 'drift' | 'schedule',
): Promise<Operation> {
  const principal = { tenantId, keyId: 'inkling', scopes: ['maintenance:write' as const] }
  const body = { kind, options: { reason } }
  try {
    const run = await maintenance.call(calls.createRun, { body }, { principal, deadline: new Deadline(timeoutMs) })
    metrics.runRequests.inc({ kind, reason, outcome: 'taken' })
    return run
  } catch (error) {
    metrics.runRequests.inc({ kind, reason, outcome: 'refused' })
    throw error
  }
}
