import { bulkhead, TaskCancelledError } from 'cockatiel'
import pTimeout from 'p-timeout'
import { withinAttemptTimeout } from './attempt-timeout.ts'
import { Circuit } from './circuit.ts'
import { withFaults } from './inject-faults.ts'
import type { Policy, PolicyOptions } from './policy.ts'
import { publishPolicyEvent } from './publish-policy-event.ts'
import { Retrying } from './retrying.ts'
import { toPublicError } from './to-public-error.ts'

/**
 * Bulkhead → deadline → retry with a budget → circuit breaker → timeout of the attempt. A call that an open circuit
 * rejects is not retried. The fallback is the caller's `catch`.
 */
export function createPolicy(options: PolicyOptions): Policy {
  const { name } = options
  const lanes = bulkhead(options.concurrent, options.queued)
  lanes.onReject(() => publishPolicyEvent(name, 'rejected'))
  const circuit = new Circuit(options)
  const retrying = new Retrying(options, circuit)
  /** Most calls find a free lane and a closed circuit. Only a call that may have to wait for one needs a timer. */
  const mayWait = () => lanes.executionSlots === 0 || circuit.state !== 'closed'

  return {
    name,
    get state() {
      return circuit.state
    },
    async execute(work, executeOptions) {
      const { deadline, tenantId } = executeOptions
      const attempt = () =>
        circuit.execute(() => {
          const attempted = withFaults(work, { dependency: name, tenantId })
          return withinAttemptTimeout(attempted, deadline, options.attemptTimeoutMs)
        })
      const run = () => retrying.execute(attempt, executeOptions)
      try {
        if (deadline.remainingMs === 0) throw new TaskCancelledError()
        return await (mayWait() ? untilDeadline(lanes.execute(run), deadline.remainingMs) : lanes.execute(run))
      } catch (error) {
        throw toPublicError(error, options, deadline)
      }
    },
  }
}

function untilDeadline<T>(running: Promise<T>, milliseconds: number): Promise<T> {
  const fallback = () => {
    throw new TaskCancelledError()
  }
  return pTimeout(running, { milliseconds, fallback })
}
