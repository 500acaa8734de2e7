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
  const counters: Readonly<Record<string, (name: string, by?: number) => void>> = {
    rejected: (bulkhead, by) => metrics.bulkheadRejections.inc({ bulkhead }, by),
    retry: (policy, by) => metrics.retries.inc({ policy }, by),
    hedge: (policy, by) => metrics.hedges.inc({ policy }, by),
    slow: (policy, by) => metrics.slowCalls.inc({ policy }, by),
    expired: (hop, by) => metrics.deadlinesExceeded.inc({ hop }, by),
    opened: (circuit, by) => metrics.circuitsOpened.inc({ circuit }, by),
  }
  const count = (message: unknown) => {
    const { name, event } = message as { name: string; event: string }
    counters[event]?.(name)
  }
  const add = (message: unknown) => {
    const policy = message as DescribedPolicy
    policies.push(policy)
    show(policy, metrics)
    // A rate knows nothing of the first event of a counter that did not exist before.
    for (const begin of Object.values(counters)) begin(policy.describe().name, 0)
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
