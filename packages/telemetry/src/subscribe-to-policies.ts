import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { policyMetrics } from './metrics/policy-metrics.ts'

const circuitStates: Readonly<Record<string, number>> = { closed: 0, open: 1, halfOpen: 2 }

/** Counts the events that the policies of `resilience` publish on `inkling:policy`. Returns a function that ends it. */
export function subscribeToPolicies(metrics = policyMetrics()): () => void {
  const count = (message: unknown) => {
    const { name, event } = message as { name: string; event: string }
    const state = circuitStates[event]
    if (state !== undefined) metrics.circuitState.set({ circuit: name }, state)
    else if (event === 'retry') metrics.retries.inc({ policy: name })
    else metrics.bulkheadRejections.inc({ bulkhead: name })
  }
  subscribe('inkling:policy', count)
  return () => void unsubscribe('inkling:policy', count)
}
