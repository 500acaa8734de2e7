import { calls, type Operation, type RunRequest } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { runRequestMetrics } from '@inkling/telemetry'
import type { Upstream } from './upstream.ts'

const timeoutMs = 5_000

/**
 * Asks the maintenance service, in Inkling's own name, to start a run. If a run of this kind is queued or running, the
 * service answers that one instead of starting another.
 * @throws InklingError as {@link Upstream.call}; overloaded if the queue is full.
 */
export async function askForRun(
  maintenance: Upstream,
  tenantId: string,
  kind: RunRequest['kind'],
  reason: 'drift' | 'schedule',
  metrics = runRequestMetrics(),
): Promise<Operation> {
  const principal = { tenantId, keyId: 'inkling', scopes: ['maintenance:write' as const] }
  const body = { kind, options: { reason } }
  try {
    const run = await maintenance.call(
      calls.createRun,
      { body, isBackground: true },
      { principal, deadline: new Deadline(timeoutMs) },
    )
    metrics.requests.inc({ kind, reason, outcome: 'taken' })
    return run
  } catch (error) {
    metrics.requests.inc({ kind, reason, outcome: 'refused' })
    throw error
  }
}
