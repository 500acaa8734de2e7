import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { policyMetrics } from './metrics/policy-metrics.ts'

const circuitStates: Readonly<Record<string, number>> = { closed: 0, open: 1, halfOpen: 2 }
const readEveryMs = 1_000

/** As a policy of `resilience` describes itself. */
interface DescribedPolicy {
  describe(): {
    readonly name: string
    readonly settings: Readonly<Record<string, number>> | object
    readonly state: string
    readonly inFlight: number
    readonly queued: number
    readonly limit: number
  }
}

/**
 * Counts the events that the policies of `resilience` publish on `inkling:policy`. Reads the state of each policy that
 * is published on `inkling:policy-created` at once and then each second. Returns a function that ends it.
 */
export function subscribeToPolicies(metrics = policyMetrics()): () => void {
  const policies: DescribedPolicy[] = []
  const counters: Readonly<Record<string, (name: string) => void>> = {
    rejected: (bulkhead) => metrics.bulkheadRejections.inc({ bulkhead }),
    retry: (policy) => metrics.retries.inc({ policy }),
    hedge: (policy) => metrics.hedges.inc({ policy }),
    slow: (policy) => metrics.slowCalls.inc({ policy }),
    opened: (circuit) => metrics.circuitsOpened.inc({ circuit }),
  }
  const count = (message: unknown) => {
    const { name, event } = message as { name: string; event: string }
    counters[event]?.(name)
  }
  const add = (policy: unknown) => {
    policies.push(policy as DescribedPolicy)
    show(policy as DescribedPolicy, metrics)
  }
  const reading = setInterval(() => {
    for (const policy of policies) show(policy, metrics)
  }, readEveryMs).unref()
  subscribe('inkling:policy', count)
  subscribe('inkling:policy-created', add)
  return () => {
    clearInterval(reading)
    unsubscribe('inkling:policy', count)
    unsubscribe('inkling:policy-created', add)
  }
}

function show(policy: DescribedPolicy, metrics: ReturnType<typeof policyMetrics>): void {
  const { name, settings, state, inFlight, queued, limit } = policy.describe()
  metrics.circuitState.set({ circuit: name }, circuitStates[state] ?? 0)
  metrics.inFlight.set({ policy: name }, inFlight)
  metrics.queued.set({ policy: name }, queued)
  metrics.limit.set({ policy: name }, limit)
  for (const [setting, value] of Object.entries(settings)) metrics.setting.set({ policy: name, setting }, value)
}
