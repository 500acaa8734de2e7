import { metricGroup } from './metric-group.ts'

/** Fed by {@link ../subscribe-to-policies.ts} from the events of the package `resilience`. */
export const policyMetrics = metricGroup(({ counter, gauge }) => ({
  circuitState: gauge('circuit_state', 'State of a circuit breaker: 0 closed, 1 open, 2 half-open', ['circuit']),
  bulkheadRejections: counter(
    'bulkhead_rejections_total',
    'Calls that were rejected because the bulkhead and its queue were full',
    ['bulkhead'],
  ),
  retries: counter('retries_total', 'Attempts after the first one of a call', ['policy']),
}))
