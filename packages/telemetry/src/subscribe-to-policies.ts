import { subscribe } from 'node:diagnostics_channel'
import { metrics } from './metrics.ts'

const circuitStates: Readonly<Record<string, number>> = { closed: 0, open: 1, halfOpen: 2 }

/** Counts what the policies of `resilience` publish on `inkling:policy`. */
export function subscribeToPolicies(): void {
  subscribe('inkling:policy', (message) => {
    const { name, event } = message as { name: string; event: string }
    const state = circuitStates[event]
    if (state !== undefined) metrics.circuitState.set({ circuit: name }, state)
    else if (event === 'retry') metrics.retries.inc({ policy: name })
    else metrics.rejectedByBulkhead.inc({ bulkhead: name })
  })
}
